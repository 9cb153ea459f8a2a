package ink.ml.dp.registrygc.roots;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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

/**
 * Roots from a JSON file, for benchmarks, for rehearsals on a copy of a store, and for registries
 * without a cluster: {@code {"identity": "…", "namespaces": ["dp-a-b"], "services": [{"namespace":
 * "dp-a-b", "service": "web"}], "uses": [{"repository": "dp-a-b/web", "tag": "…", "digest": "…",
 * "user": "…"}]}}. It is read anew each time.
 */
public record RootsFile(Path file) implements RootSource {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public ClusterState read() {
    try (JsonParser json = JSON.createParser(Files.readAllBytes(file))) {
      return parse(json);
    } catch (IOException | IllegalArgumentException e) {
      throw new RootsUnavailableException("read the roots from " + file, String.valueOf(e), e);
    }
  }

  private static ClusterState parse(JsonParser json) throws IOException {
    String identity = "";
    Set<String> namespaces = new HashSet<>();
    Set<ServiceRef> services = new HashSet<>();
    List<ImageUse> uses = new ArrayList<>();
    require(json.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("identity") && value == JsonToken.VALUE_STRING) {
        identity = json.getText();
        continue;
      }
      require(value == JsonToken.START_ARRAY, field + " is not a list");
      while (json.nextToken() != JsonToken.END_ARRAY) {
        switch (field) {
          case "namespaces" -> namespaces.add(json.getText());
          case "services" -> services.add(service(object(json)));
          case "uses" -> uses.add(use(object(json)));
          default -> throw new IllegalArgumentException("it has an unknown field " + field);
        }
      }
    }
    require(json.nextToken() == null, "something follows the JSON object");
    return new ClusterState(identity, uses, namespaces, services);
  }

  private static Map<String, String> object(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT, "an item is not an object");
    Map<String, String> fields = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      require(json.nextToken() == JsonToken.VALUE_STRING, field + " is not text");
      fields.put(field, json.getText());
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
