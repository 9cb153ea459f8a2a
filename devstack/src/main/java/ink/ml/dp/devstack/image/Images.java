package ink.ml.dp.devstack.image;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.process.CommandException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Where the servers' images come from: built here from pinned sources, under our own names. */
public final class Images {
  private static final Duration QUICK = Duration.ofSeconds(30);

  private final Path script;
  private final List<String> sets;
  private final Map<String, String> references = new HashMap<>();

  /**
   * @param sets which of them are meant: {@code all}, and further ones that build.sh knows
   */
  public Images(Instance instance, List<String> sets) {
    this.sets = List.copyOf(sets);
    this.script = instance.root().resolve("devstack/images/build.sh");
  }

  /** The ID of an image, which changes with its content; its reference when it is absent. */
  public String id(String image) {
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

  /** Builds what is missing, in the order of {@code images.tsv}. */
  public void ensure(Progress progress) {
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
    return script(Duration.ofMinutes(2), "--missing");
  }

  private synchronized Map<String, String> references() {
    if (references.isEmpty()) {
      script(QUICK, "--tag").forEach(reference -> references.put(nameIn(reference), reference));
    }
    return references;
  }

  /** {@code buildkit} of {@code dp-devstack/buildkit:0.34.2-2bada557c610}. */
  private static String nameIn(String reference) {
    return reference.substring(reference.indexOf('/') + 1, reference.indexOf(':'));
  }

  private List<String> script(Duration limit, String mode) {
    List<String> command = new ArrayList<>(List.of(script.toString(), mode));
    command.addAll(sets);
    return Command.output(limit, command.toArray(String[]::new)).lines().toList();
  }

  private static Command.Result inspect(String image) {
    return Command.run(QUICK, "", "docker", "image", "inspect", "--format", "{{.Id}}", image);
  }
}
