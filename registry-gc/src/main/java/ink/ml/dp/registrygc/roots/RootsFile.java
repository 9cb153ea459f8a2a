package ink.ml.dp.registrygc.roots;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import ink.ml.dp.model.failure.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Roots from a JSON file, for benchmarks, for rehearsals on a copy of a store, and for registries
 * without a cluster: {@code {"identity": "…", "namespaces": ["dp-a-b"], "services": [{"namespace":
 * "dp-a-b", "service": "web"}], "uses": [{"repository": "dp-a-b/web", "tag": "…", "digest": "…",
 * "user": "…"}]}}. All four fields must be there, and no other. It is read anew each time.
 */
public record RootsFile(Path file) implements RootSource {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Set<String> FIELDS = Set.of("identity", "namespaces", "services", "uses");
  private static final Set<String> SERVICE = Set.of("namespace", "service");
  private static final Set<String> USE = Set.of("repository", "tag", "digest", "user");

  @Override
  public ClusterState read() {
    try (JsonParser json = JSON.createParser(Files.readAllBytes(file))) {
      return parse(json);
    } catch (IllegalArgumentException e) {
      throw new RootsUnavailableException(
          new Action("read the roots from " + file), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new RootsUnavailableException(
          new Action("read the roots from " + file), String.valueOf(e), e);
    }
  }

  private static ClusterState parse(JsonParser json) throws IOException {
    String identity = "";
    Set<String> namespaces = new HashSet<>();
    Set<ServiceRef> services = new HashSet<>();
    List<ImageUse> uses = new ArrayList<>();
    Set<String> missing = new TreeSet<>(FIELDS);
    require(json.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      require(FIELDS.contains(field), "it has an unknown field " + field);
      missing.remove(field);
      if (field.equals("identity")) {
        require(value == JsonToken.VALUE_STRING, "identity is not text");
        identity = json.getText();
        continue;
      }
      require(value == JsonToken.START_ARRAY, field + " is not a list");
      while (json.nextToken() != JsonToken.END_ARRAY) {
        switch (field) {
          case "namespaces" -> namespaces.add(text(json, "a namespace"));
          case "services" -> services.add(service(object(json, SERVICE)));
          default -> uses.add(use(object(json, USE)));
        }
      }
    }
    require(json.nextToken() == null, "something follows the JSON object");
    require(missing.isEmpty(), "it lacks " + String.join(", ", missing));
    return new ClusterState(identity, uses, namespaces, services);
  }

  private static String text(JsonParser json, String what) throws IOException {
    require(json.currentToken() == JsonToken.VALUE_STRING, what + " is not text");
    return json.getText();
  }

  private static Map<String, String> object(JsonParser json, Set<String> known) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT, "an item is not an object");
    Map<String, String> fields = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      require(known.contains(field), "an item has an unknown field " + field);
      json.nextToken();
      fields.put(field, text(json, field));
    }
    return fields;
  }

  private static ServiceRef service(Map<String, String> fields) {
    return new ServiceRef(required(fields, "namespace"), required(fields, "service"));
  }

  private static ImageUse use(Map<String, String> fields) {
    return new ImageUse(
        required(fields, "repository"),
        Optional.ofNullable(fields.get("tag")),
        Optional.ofNullable(fields.get("digest")),
        fields.getOrDefault("user", "the roots file"));
  }

  private static String required(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("an item has no " + name);
    }
    return value;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
