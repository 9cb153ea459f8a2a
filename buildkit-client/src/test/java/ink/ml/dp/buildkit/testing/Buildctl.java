package ink.ml.dp.buildkit.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.model.name.ImageReference;
import ink.ml.dp.model.name.ImageRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** BuildKit's own client, out of the builder's container and run beside the test: the peer. */
public final class Buildctl {
  /** What a test locks that counts on the daemon's copies of contexts, or makes it forget them. */
  public static final String CONTEXTS = "the daemon's contexts";

  private static final Duration VALIDITY = Duration.ofMinutes(5);

  private final Path program;
  private final String address;
  private final Path login;

  public Buildctl(Path directory) {
    program = directory.resolve("buildctl");
    address = TestServers.buildkit();
    login = directory.resolve("login");
    BuilderContainer.shared().copy("/usr/local/bin/buildctl", program);
    forgetContexts();
  }

  /**
   * Whatever directory buildctl sends, the daemon compares it with the one it got last, and after
   * some changes goes on hashing what is gone: then nobody else's build of the same files is found.
   */
  private void forgetContexts() {
    Outcome pruned = run(List.of("prune", "--filter=type==source.local"));
    if (pruned.exitCode() != 0) {
      throw new AssertionError(pruned.errors());
    }
  }

  /** How it ended, and what it wrote. */
  public record Outcome(int exitCode, byte[] output, String errors) {}

  /** Builds the directory's Dockerfile. */
  public Outcome build(Path context, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "build",
                "--progress=plain",
                "--frontend=dockerfile.v0",
                "--local=context=" + context,
                "--local=dockerfile=" + context));
    command.addAll(List.of(options));
    return run(command);
  }

  private Outcome run(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--addr", address));
    command.addAll(arguments);
    try {
      Path errors = Files.createTempFile("buildctl", ".log");
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().put("DOCKER_CONFIG", login.toString());
      Process process = builder.start();
      byte[] output = process.getInputStream().readAllBytes();
      int exitCode = process.waitFor();
      String text = Files.readString(errors, StandardCharsets.UTF_8);
      Files.delete(errors);
      return new Outcome(exitCode, output, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Builds and pushes, and gives what it says of the image, such as its digest. */
  public JsonNode push(Path context, String image, String... options) {
    try {
      ImageRepository repository = new ImageReference(image).repository();
      String token = TestServers.keys().token(VALIDITY, repository.path());
      TestServers.keys().writeDockerConfig(login, repository.registry().value(), token);
      Path metadata = Files.createTempFile("metadata", ".json");
      List<String> all = new ArrayList<>(List.of(options));
      all.add("--metadata-file=" + metadata);
      all.add(
          "--output=type=image,name="
              + image
              + ",push=true,oci-mediatypes=true,compression=zstd,compression-level=3");
      Outcome outcome = build(context, all.toArray(String[]::new));
      if (outcome.exitCode() != 0) {
        throw new AssertionError(outcome.errors());
      }
      JsonNode said = new ObjectMapper().readTree(metadata.toFile());
      Files.delete(metadata);
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
