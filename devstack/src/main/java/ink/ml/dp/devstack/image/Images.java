package ink.ml.dp.devstack.image;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Where the servers' images come from: built here from pinned sources, under our own names. */
public final class Images {
  private static final Duration QUICK = Duration.ofSeconds(30);

  /** An interrupted build's caches are counted file by file. */
  private static final Duration LOOK = Duration.ofMinutes(2);

  private static final String LINE = "{{.Repository}}:{{.Tag}} {{.ID}}";

  /** The registry of a team, from which images are pulled instead of being built; may be unset. */
  private static final String TEAM = "DEVSTACK_IMAGES";

  private final Path script;
  private final Path team;
  private final List<String> sets;
  private final Map<String, String> references = new LinkedHashMap<>();
  private final Map<String, String> ids = new HashMap<>();

  /**
   * @param sets which of them are meant: {@code all}, and further ones that build.sh knows
   */
  public Images(Instance instance, List<String> sets) {
    this.sets = List.copyOf(sets);
    this.script = instance.root().resolve("devstack/images/build.sh");
    this.team = instance.root().resolve("devstack/images/team.sh");
  }

  /** The ID of an image, which changes with its content; its reference when it is absent. */
  public String id(String image) {
    return ids().getOrDefault(image, image);
  }

  /** The local reference of one of our own images, such as {@code registry}. */
  public String local(String name) {
    return Objects.requireNonNull(references().get(name), "no image of ours is named " + name);
  }

  /** Whether what is missing is pulled rather than compiled. */
  public static boolean arePulled() {
    return !System.getenv().getOrDefault(TEAM, "").isEmpty();
  }

  /** Pulls or builds what is missing. */
  public void ensure(Progress progress) {
    List<String> missing = missing();
    if (missing.isEmpty()) {
      return;
    }
    progress.say(
        "images: "
            + (arePulled() ? "pulling " : "building ")
            + String.join(", ", missing)
            + " (once; goes on if stopped)");
    List<String> command = new ArrayList<>(List.of(team.toString(), "ensure"));
    command.addAll(missing);
    try {
      int exit =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      forgetIds();
      if (exit != 0) {
        throw new PlatformException(
            "tried to get the servers' images but failed because team.sh ended with " + exit,
            "read what it said above; a second run goes on where it stopped");
      }
    } catch (IOException e) {
      throw new PlatformException(
          "tried to run " + team + " but failed because " + e.getMessage(),
          "check the checkout for completeness",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("tried to build the images but was interrupted", "try again", e);
    }
  }

  /** The names of the images that are not there yet. */
  public List<String> missing() {
    Map<String, String> there = ids();
    return references().entrySet().stream()
        .filter(image -> !there.containsKey(image.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What would keep what is missing from being built, in the script's words. */
  public Command.Result check() {
    return Command.run(LOOK, "", asked("--check"));
  }

  /** The GiB that building what is missing takes, by the folder that it takes them from. */
  public Map<Path, Long> room() {
    Map<Path, Long> room = new LinkedHashMap<>();
    Command.output(LOOK, asked("--room"))
        .lines()
        .map(line -> line.split("\t", 2))
        .forEach(columns -> room.put(Path.of(columns[1]), Long.valueOf(columns[0])));
    return room;
  }

  private String[] asked(String mode) {
    return Stream.concat(Stream.of(script.toString(), mode), sets.stream()).toArray(String[]::new);
  }

  private synchronized Map<String, String> references() {
    if (references.isEmpty()) {
      Command.output(QUICK, asked("--tag"))
          .lines()
          .forEach(reference -> references.put(nameIn(reference), reference));
    }
    return references;
  }

  /** What the daemon has, asked once: each question is a process. */
  private synchronized Map<String, String> ids() {
    if (ids.isEmpty()) {
      Command.output(QUICK, "docker", "image", "ls", "--no-trunc", "--format", LINE)
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(columns -> ids.put(columns[0], columns[1]));
    }
    return ids;
  }

  private synchronized void forgetIds() {
    ids.clear();
  }

  /** {@code buildkit} of {@code dp-devstack/buildkit:0.34.2-2bada557c610}. */
  private static String nameIn(String reference) {
    return reference.substring(reference.indexOf('/') + 1, reference.indexOf(':'));
  }
}
