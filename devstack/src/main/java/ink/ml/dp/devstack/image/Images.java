package ink.ml.dp.devstack.image;

import ink.ml.dp.devstack.platform.Instance;
import ink.ml.dp.devstack.platform.PlatformException;
import ink.ml.dp.devstack.platform.Progress;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.process.CommandException;
import ink.ml.dp.devstack.server.ServerDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where the servers' images come from: built here from pinned sources, under our own names. A host
 * that can pull may set {@code DEVSTACK_IMAGES=pull} to take the upstream ones where there are any.
 */
public final class Images {
  private static final Duration QUICK = Duration.ofSeconds(30);

  /**
   * The servers' own, and those that Dockerfiles begin from; in the order in which they are built.
   */
  private static final List<String> CORE =
      List.of(
          "registry",
          "buildkit",
          "temporal",
          "node",
          "debian",
          "gcc",
          "caddy",
          "dockerfile-frontend");

  private final Path script;
  private final boolean pull;
  private final Map<String, String> references = new HashMap<>();

  public Images(Instance instance) {
    this.script = instance.root().resolve("devstack/images/build.sh");
    this.pull = "pull".equals(System.getenv("DEVSTACK_IMAGES"));
  }

  /** The image that a server runs. */
  public String of(ServerDefinition server) {
    String pulled = server.pulled();
    return pull && pulled != null ? pulled : local(server.image());
  }

  /** The ID of a server's image, which changes with its content; its name when it is absent. */
  public String idOf(ServerDefinition server) {
    String image = of(server);
    Command.Result inspected = inspect(image);
    if (inspected.succeeded()) {
      return inspected.output().strip();
    }
    if (!inspected.output().toLowerCase(Locale.ROOT).contains("no such image")) {
      // Not the same as absent: a server that runs would be taken for an outdated one.
      throw new CommandException("docker image inspect " + image, inspected.output().strip());
    }
    return image;
  }

  /** The local reference of one of our own images, such as {@code registry}. */
  public String local(String name) {
    return Objects.requireNonNull(references().get(name), "no image of ours is named " + name);
  }

  /** Builds what is missing of the images that the platform cannot do without. */
  public void ensureCore(Progress progress) {
    List<String> missing = missing();
    if (missing.isEmpty()) {
      return;
    }
    progress.say("images: building " + String.join(", ", missing) + " (once; goes on if stopped)");
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(missing);
    try {
      int exit =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0) {
        throw new PlatformException(
            "tried to build the servers' images but failed because build.sh ended with " + exit,
            "read what it said above; a second run goes on where it stopped");
      }
    } catch (IOException e) {
      throw new PlatformException(
          "tried to run " + script + " but failed because " + e.getMessage(),
          "check the checkout for completeness",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("tried to build the images but was interrupted", "try again", e);
    }
  }

  /** The names of the images that are not there yet. */
  public List<String> missing() {
    return script(Duration.ofMinutes(2), "--missing").lines().toList();
  }

  private synchronized Map<String, String> references() {
    if (references.isEmpty()) {
      List<String> lines = script(QUICK, "--tag").lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        references.put(CORE.get(i), lines.get(i));
      }
    }
    return references;
  }

  private String script(Duration limit, String mode) {
    return Command.output(
        limit,
        Stream.concat(Stream.of(script.toString(), mode), CORE.stream()).toArray(String[]::new));
  }

  private static Command.Result inspect(String image) {
    return Command.run(QUICK, "", "docker", "image", "inspect", "--format", "{{.Id}}", image);
  }
}
