package ink.ml.dp.deploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/** Objects as the API server keeps them, as far as this worker can tell the difference. */
final class ObjectStore {
  static final ObjectMapper JSON = new ObjectMapper();

  /** An answer of the API server. */
  record Answer(int status, JsonNode document) {
    static Answer refused(int status, String message) {
      return new Answer(status, JSON.createObjectNode().put("message", message));
    }
  }

  /** Of a watch. */
  record Event(String path, String type, ObjectNode object) {}

  private final Map<String, ObjectNode> objects = new TreeMap<>();
  private final List<Event> events = new ArrayList<>();
  private long revision = 1;

  synchronized Answer get(String path) {
    ObjectNode object = objects.get(path);
    return object == null ? missing(path) : new Answer(200, object.deepCopy());
  }

  synchronized Answer list(String collection, String selector) {
    ObjectNode list = JSON.createObjectNode();
    var items = list.putArray("items");
    objects.forEach(
        (path, object) -> {
          if (path.startsWith(collection + "/") && matches(object, selector)) {
            items.add(object.deepCopy());
          }
        });
    return new Answer(200, list);
  }

  synchronized Answer create(String collection, ObjectNode object) {
    String path = collection + "/" + object.path("metadata").path("name").asText();
    if (objects.containsKey(path)) {
      return Answer.refused(409, "it already exists");
    }
    return add(path, object);
  }

  synchronized Answer replace(String path, ObjectNode object) {
    ObjectNode live = objects.get(path);
    if (live == null) {
      return missing(path);
    }
    return conflicts(object.path("metadata"), live) ? conflict() : change(path, live, object);
  }

  synchronized Answer apply(String path, ObjectNode object) {
    ObjectNode live = objects.get(path);
    if (live == null) {
      return object.path("metadata").has("uid") ? conflict() : add(path, object);
    }
    if (conflicts(object.path("metadata"), live)) {
      return conflict();
    }
    ObjectNode merged = live.deepCopy();
    merge(merged, object);
    return change(path, live, merged);
  }

  synchronized Answer delete(String path, JsonNode options) {
    ObjectNode live = objects.get(path);
    if (live == null) {
      return missing(path);
    }
    if (conflicts(options.path("preconditions"), live)) {
      return conflict();
    }
    String inside = "/namespaces/" + live.path("metadata").path("name").asText() + "/";
    boolean namespace = live.path("kind").asText().equals("Namespace");
    List<String> gone =
        objects.keySet().stream()
            .filter(other -> other.equals(path) || (namespace && other.contains(inside)))
            .toList();
    gone.forEach(other -> record(other, "DELETED", Objects.requireNonNull(objects.remove(other))));
    return new Answer(200, live);
  }

  /** The events of a collection from the given one on; waits until there is one. */
  synchronized List<Event> eventsFrom(int first) throws InterruptedException {
    while (events.size() <= first) {
      wait(1000);
    }
    return List.copyOf(events.subList(first, events.size()));
  }

  private Answer add(String path, ObjectNode object) {
    String namespace = object.path("metadata").path("namespace").asText("");
    if (!namespace.isEmpty() && !objects.containsKey("/api/v1/namespaces/" + namespace)) {
      return Answer.refused(404, "namespaces \"" + namespace + "\" not found");
    }
    ObjectNode stored = object.deepCopy();
    stored.withObject("/metadata").put("uid", UUID.randomUUID().toString());
    return store(path, "ADDED", stored, 201);
  }

  private Answer change(String path, ObjectNode live, ObjectNode wanted) {
    ObjectNode stored = wanted.deepCopy();
    JsonNode metadata = live.path("metadata");
    stored.withObject("/metadata").set("uid", metadata.path("uid"));
    stored.withObject("/metadata").set("resourceVersion", metadata.path("resourceVersion"));
    encode(stored);
    return stored.equals(live)
        ? new Answer(200, live.deepCopy())
        : store(path, "MODIFIED", stored, 200);
  }

  private Answer store(String path, String type, ObjectNode object, int status) {
    encode(object);
    object.withObject("/metadata").put("resourceVersion", Long.toString(++revision));
    objects.put(path, object);
    record(path, type, object);
    return new Answer(status, object.deepCopy());
  }

  private void record(String path, String type, ObjectNode object) {
    events.add(new Event(path, type, object.deepCopy()));
    notifyAll();
  }

  private static void encode(ObjectNode object) {
    if (object.remove("stringData") instanceof ObjectNode plain) {
      ObjectNode data = object.withObject("/data");
      plain
          .properties()
          .forEach(
              entry ->
                  data.put(
                      entry.getKey(),
                      Base64.getEncoder()
                          .encodeToString(
                              entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
    }
  }

  static boolean matches(JsonNode object, String selector) {
    JsonNode labels = object.path("metadata").path("labels");
    for (String term : selector.split(",", -1)) {
      String[] parts = term.split("=", 2);
      boolean holds =
          term.isEmpty()
              || (parts.length == 1
                  ? labels.has(parts[0])
                  : labels.path(parts[0]).asText("").equals(parts[1]));
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private static boolean conflicts(JsonNode wanted, ObjectNode live) {
    JsonNode metadata = live.path("metadata");
    return differs(wanted, metadata, "resourceVersion") || differs(wanted, metadata, "uid");
  }

  private static boolean differs(JsonNode wanted, JsonNode live, String field) {
    return wanted.has(field) && !wanted.path(field).equals(live.path(field));
  }

  /** Lists are replaced whole, which is what server-side apply does to those that we send. */
  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            entry -> {
              if (entry.getValue() instanceof ObjectNode inner
                  && into.get(entry.getKey()) instanceof ObjectNode target) {
                merge(target, inner);
              } else {
                into.set(entry.getKey(), entry.getValue().deepCopy());
              }
            });
  }

  private static Answer missing(String path) {
    return Answer.refused(404, path + " not found");
  }

  private static Answer conflict() {
    return Answer.refused(409, "the object has been modified");
  }
}
