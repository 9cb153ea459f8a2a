package ink.ml.dp.buildkit.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildKitSettings;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.ImageExport;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.buildkit.failure.FailureEvidence;
import ink.ml.dp.buildkit.filesync.TransferMeter;
import ink.ml.dp.buildkit.proto.ControlGrpc;
import ink.ml.dp.buildkit.session.Session;
import ink.ml.dp.buildkit.session.SessionTransport;
import ink.ml.dp.buildkit.testing.TestServers;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Writes down what a daemon says of builds that fail: one line of JSON for each line of the list,
 * in which a build is its Dockerfile, or the files of its context.
 */
public final class FailureRecorder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FailureRecorder() {}

  /**
   * @param builds lines of JSON: {@code name}, {@code expected}, {@code dockerfile} and, as they
   *     need it, {@code files}, {@code target}, {@code push}
   * @param recorded is written
   */
  public static void record(String daemon, String registry, Path builds, Path recorded)
      throws IOException, InterruptedException {
    BuildKitSettings config =
        BuildKitSettings.of(List.of(BuildKitAddress.parse(daemon)), Optional.empty());
    StringBuilder all = new StringBuilder();
    DaemonChannels channels = new DaemonChannels(config);
    SessionTransport transport = new SessionTransport();
    for (String line : Files.readAllLines(builds)) {
      JsonNode build = JSON.readTree(line);
      ManagedChannel channel = channels.open(config.addresses().getFirst());
      try {
        all.append(JSON.writeValueAsString(row(build, registry, channel, transport))).append('\n');
      } finally {
        channel.shutdownNow();
      }
    }
    transport.close();
    channels.close();
    Files.writeString(recorded, all);
  }

  private static ObjectNode row(
      JsonNode build, String registry, ManagedChannel channel, SessionTransport transport)
      throws IOException, InterruptedException {
    ObjectNode row = JSON.createObjectNode();
    row.put("from", build.path("name").asText());
    row.put("expected", build.path("expected").asText());
    if (build.has("told")) {
      row.set("told", build.get("told"));
    }
    BuildRequest request = request(build, registry);
    ControlGrpc.ControlStub daemon = ControlGrpc.newStub(channel);
    try (Session session = Session.open(transport, daemon, request, new TransferMeter())) {
      String ref = UUID.randomUUID().toString().replace("-", "");
      SolveCall.start(daemon, SolveRequests.build(request, ref, session.id()))
          .result()
          .get(90, TimeUnit.SECONDS);
      row.put("code", "OK");
    } catch (ExecutionException e) {
      FailureEvidence evidence =
          FailureEvidence.of(Objects.requireNonNullElse(e.getCause(), e), false, false);
      row.put("code", evidence.code().name());
      row.put("text", evidence.text().replace(registry, "REGISTRY"));
      ArrayNode details = row.putArray("details");
      evidence.details().stream()
          .filter(d -> d.type().endsWith("Source+json") || d.type().endsWith("ExitMessage+json"))
          .forEach(
              d -> {
                ObjectNode detail = details.addObject();
                detail.put("type", d.type());
                JsonNode value = d.value();
                if (value.path("info") instanceof ObjectNode info) {
                  info.retain("filename");
                }
                detail.set("value", value);
              });
    } catch (java.util.concurrent.TimeoutException e) {
      row.put("code", "TIMEOUT");
    }
    return row;
  }

  private static BuildRequest request(JsonNode build, String registry) {
    Map<String, byte[]> files = new HashMap<>();
    if (build.has("dockerfile")) {
      files.put("Dockerfile", bytes(build.path("dockerfile").asText(), registry));
    }
    build
        .path("files")
        .properties()
        .forEach(file -> files.put(file.getKey(), bytes(file.getValue().asText(), registry)));
    LocalSource source = new LocalSource.Files(files);
    Frontend frontend =
        new Frontend.Dockerfile(
            "Dockerfile", Optional.ofNullable(build.get("target")).map(JsonNode::asText));
    BuildRequest.Builder request =
        BuildRequest.builder("recorder", frontend)
            .locals(Map.of("context", source, "dockerfile", source))
            .isolation(TestServers.isolation());
    if (build.has("push")) {
      request.image(ImageExport.to(build.path("push").asText().replace("REGISTRY", registry)));
    }
    return request.build();
  }

  private static byte[] bytes(String text, String registry) {
    return text.replace("REGISTRY", registry).getBytes(StandardCharsets.UTF_8);
  }
}
