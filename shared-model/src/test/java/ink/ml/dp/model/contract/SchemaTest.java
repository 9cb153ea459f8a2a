package ink.ml.dp.model.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import ink.ml.dp.model.request.BuildPack;
import ink.ml.dp.model.request.Exposure;
import ink.ml.dp.model.request.InvalidRequestException;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.Protocol;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.result.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schemas say what the strict types do: neither accepts what the other refuses. */
class SchemaTest {
  private record Case(String field, Object value, boolean good) {}

  private static final Map<String, List<List<Object>>> FIELDS =
      Map.ofEntries(
          field("request_id", List.of("a", "01J-x_y.z"), List.of("with space", "é")),
          field("operation", List.of("create", "restart"), List.of("CREATE", "stop")),
          field("sequence", List.of(1, 9_007_199_254_740_993L), List.of(0, -1)),
          field("service_id", List.of("a", "A.b_c-9"), List.of("-a", "a/b", "x".repeat(64))),
          field("tenant", List.of("a", "a-b", "0"), List.of("A", "-a", "a-", "a.b", "a_b")),
          field("project", List.of("a", "shop"), List.of("Shop", "a..b")),
          field("name", List.of("web", "a1"), List.of("1web", "We", "a.b", "x".repeat(64))),
          field("git_host", List.of("github", "gitea"), List.of("gitlab", "https://example.org")),
          field(
              "repo",
              List.of("a/b", "a_b/c.d-e"),
              List.of("a", "a/b/c", "a/..", "a/b.git", "../b")),
          field("commit_sha", List.of(Messages.COMMIT), List.of("1f3c9d8", "X".repeat(40))),
          field("build_pack", List.of("railpack", "static"), List.of("nixpacks")),
          field(
              "root_directory",
              List.of("a/b", "./a/", "a..b"),
              List.of("/a", "../a", "a/../b", ".git/hooks", "a\\b", "a\nb")),
          field(
              "dockerfile_target",
              List.of("app", "0", "Prod.1-a_b"),
              List.of("-a", "a b", "$X", "x".repeat(129))),
          field("spa", List.of(true, false), List.of()),
          field("force", List.of(true, false), List.of()),
          field("port", List.of(1, 65535), List.of(0, 65536, -1)),
          field("cpu", List.of("250m", "1", "0.5"), List.of("fast", "-1", "1e3")),
          field("memory", List.of("256Mi", "1G"), List.of("256MB", "1 Gi")),
          field("health_path", List.of("/", "/a?b=c"), List.of("a", "/a b")),
          field("start_timeout", List.of(1, 900), List.of(0, 901)),
          field("protocol", List.of("http", "h2c"), List.of("HTTP", "udp")),
          field("expose", List.of("public", "internal"), List.of("private")),
          field("target_release", List.of("r1"), List.of("r0", "1", "R1")));

  @SafeVarargs
  private static Map.Entry<String, List<List<Object>>> field(String name, List<?>... goodAndBad) {
    return Map.entry(name, Arrays.stream(goodAndBad).map(l -> List.<Object>copyOf(l)).toList());
  }

  static Stream<Case> cases() {
    return FIELDS.entrySet().stream()
        .flatMap(
            e ->
                Stream.concat(
                    e.getValue().get(0).stream().map(v -> new Case(e.getKey(), v, true)),
                    e.getValue().get(1).stream().map(v -> new Case(e.getKey(), v, false))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void schemaAndStrictTypesAgree(Case c) throws IOException {
    ObjectNode request = Messages.JSON.valueToTree(Messages.REQUEST);
    request.set(c.field(), Messages.JSON.valueToTree(c.value()));
    assertThat(schema("service-request").validate(request).isEmpty()).isEqualTo(c.good());
    assertThat(fieldRefused(request)).isEqualTo(c.good() ? "" : c.field());
  }

  @Test
  void schemaAndStrictTypesAgreeOnWhatSpeaksNoHttp() throws IOException {
    ObjectNode request = Messages.JSON.valueToTree(Messages.REQUEST);
    request.put("protocol", "tcp");
    assertThat(schema("service-request").validate(request)).isNotEmpty();
    assertThat(fieldRefused(request)).isEqualTo("health_path");
    request.remove("health_path");
    assertThat(schema("service-request").validate(request)).isEmpty();
    assertThat(fieldRefused(request)).isEmpty();
    request.put("expose", "public");
    assertThat(schema("service-request").validate(request)).isNotEmpty();
    assertThat(fieldRefused(request)).isEqualTo("expose");
  }

  @ParameterizedTest
  @MethodSource("requiredFields")
  void schemaAndStrictTypesMissTheSameFields(String field) throws IOException {
    ObjectNode request = Messages.JSON.valueToTree(Messages.REQUEST);
    request.remove(field);
    assertThat(schema("service-request").validate(request)).isNotEmpty();
    assertThat(fieldRefused(request)).isEqualTo(field);
  }

  static Stream<String> requiredFields() {
    return Stream.of(
        "request_id",
        "operation",
        "sequence",
        "service_id",
        "tenant",
        "name",
        "git_host",
        "repo",
        "installation_id");
  }

  @Test
  void theSchemaNamesEveryFieldOfTheRequest() throws IOException {
    Set<String> fields =
        Stream.of(ServiceRequest.class, RuntimeSettings.class)
            .flatMap(record -> Arrays.stream(record.getRecordComponents()))
            .filter(c -> c.getType() != RuntimeSettings.class)
            .map(c -> wire(c.getName()))
            .collect(Collectors.toSet());
    assertThat(resource("service-request.schema.json").path("properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(fields);
  }

  @Test
  void theOtherExamplesFollowTheirSchemas() throws IOException {
    assertThat(problems("service-result", Messages.RESULT)).isEmpty();
    assertThat(problems("progress", Messages.PROGRESS)).isEmpty();
  }

  @Test
  void theSchemasListTheEnumsOfTheCode() throws IOException {
    JsonNode request = resource("service-request.schema.json").path("properties");
    assertThat(texts(request.path("operation").path("enum")))
        .isEqualTo(Arrays.stream(Operation.values()).map(Operation::wire).toList());
    assertThat(texts(request.path("protocol").path("enum")))
        .isEqualTo(Arrays.stream(Protocol.values()).map(Protocol::wire).toList());
    assertThat(texts(request.path("expose").path("enum")))
        .isEqualTo(Arrays.stream(Exposure.values()).map(Exposure::wire).toList());
    assertThat(texts(request.path("build_pack").path("enum")))
        .isEqualTo(Arrays.stream(BuildPack.values()).map(BuildPack::wire).toList());
    assertThat(
            texts(resource("progress.schema.json").path("properties").path("stage").path("enum")))
        .isEqualTo(Arrays.stream(Stage.values()).map(Stage::wire).toList());
  }

  @Test
  void theEnvironmentCallIsDescribed() throws IOException {
    try (InputStream in = open("environment.openapi.yaml")) {
      JsonNode api = new ObjectMapper(new YAMLFactory()).readTree(in);
      assertThat(api.path("paths").has("/internal/v1/services/{service_id}/environment")).isTrue();
      assertThat(texts(api.at("/components/schemas/Variable/properties/available_at/enum")))
          .containsExactly("build", "run", "both");
    }
  }

  private static String fieldRefused(ObjectNode request) throws IOException {
    try {
      ServiceSpec.parse(Messages.JSON.treeToValue(request, ServiceRequest.class));
      return "";
    } catch (InvalidRequestException e) {
      return e.field();
    }
  }

  private static String wire(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static Set<String> problems(String schema, Record message) throws IOException {
    return schema(schema).validate(Messages.JSON.valueToTree(message)).stream()
        .map(Object::toString)
        .collect(Collectors.toSet());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  private static JsonSchema schema(String name) throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(resource(name + ".schema.json"));
  }

  private static JsonNode resource(String name) throws IOException {
    try (InputStream in = open(name)) {
      return Messages.JSON.readTree(in);
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(
        ServiceSpec.class.getResourceAsStream("/ink/ml/dp/model/schema/" + name));
  }
}
