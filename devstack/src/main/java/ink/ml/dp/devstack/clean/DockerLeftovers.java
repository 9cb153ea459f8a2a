package ink.ml.dp.devstack.clean;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.devstack.clean.Leftover.InDocker;
import ink.ml.dp.devstack.clean.Leftover.Level;
import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the project has in the Docker daemon. Everything of it has our label, or a name of ours. */
final class DockerLeftovers {
  /** Sizes of volumes are counted file by file. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final String OURS = "dp-devstack/";
  private static final String PREFIX = "dp-devstack-";

  private final Instance instance;
  private final Function<String[], String> docker;

  DockerLeftovers(Instance instance) {
    this(instance, DockerLeftovers::docker);
  }

  /**
   * @param docker runs the command line with these arguments, and answers what it prints
   */
  DockerLeftovers(Instance instance, Function<String[], String> docker) {
    this.instance = instance;
    this.docker = docker;
  }

  private static String docker(String... arguments) {
    return Command.output(
        LIMIT, Stream.concat(Stream.of("docker"), Stream.of(arguments)).toArray(String[]::new));
  }

  private String run(String... arguments) {
    return docker.apply(arguments);
  }

  List<Leftover> find() {
    List<Leftover> found = new ArrayList<>(volumes());
    found.addAll(images());
    return found;
  }

  /** The instances of which a container runs, by ID, and their checkouts. */
  Map<String, Path> running() {
    Map<String, Path> found = new HashMap<>();
    // The one that may be empty first: a command's output ends without white space.
    String format =
        "{{.Label \"%s\"}}\t{{.Label \"%s\"}}".formatted(Instance.CHECKOUT_LABEL, Instance.LABEL);
    run("ps", "--filter", "label=" + Instance.LABEL, "--format", format)
        .lines()
        .map(line -> line.split("\t", -1))
        .forEach(columns -> found.put(columns[1], Path.of(columns[0])));
    return found;
  }

  void remove(InDocker things) {
    List<String> command = new ArrayList<>(List.of(things.kind(), "rm", "--force"));
    command.addAll(things.names());
    run(command.toArray(String[]::new));
  }

  private List<Leftover> volumes() {
    List<String> own = new ArrayList<>();
    List<String> others = new ArrayList<>();
    List<String> templates = new ArrayList<>();
    Map<String, Long> sizes = new HashMap<>();
    for (JsonNode volume : json(run("system", "df", "-v", "--format", "{{json .Volumes}}"))) {
      String name = volume.path("Name").asText();
      String labels = volume.path("Labels").asText();
      if (!labels.contains(Instance.LABEL) && !name.startsWith(PREFIX)) {
        continue;
      }
      sizes.put(name, Bytes.parse(volume.path("Size").asText()));
      if (labels.contains(Instance.LABEL + ".base-images")) {
        templates.add(name);
      } else if (name.startsWith(instance.volume(""))) {
        own.add(name);
      } else {
        others.add(name);
      }
    }
    return Stream.of(
            volumes("this checkout's data: registry, build cache", own, sizes, Level.USUAL),
            volumes("data of other checkouts", others, sizes, Level.ALL),
            volumes("base images, packed", templates, sizes, Level.ALL))
        .filter(one -> !one.names().isEmpty())
        .map(Leftover.class::cast)
        .toList();
  }

  private static InDocker volumes(
      String what, List<String> names, Map<String, Long> sizes, Level level) {
    return new InDocker(
        what,
        "volume",
        names,
        names.stream().mapToLong(name -> sizes.getOrDefault(name, 0L)).sum(),
        level);
  }

  private List<Leftover> images() {
    List<String> references =
        run(
                "image",
                "ls",
                "--filter",
                "reference=" + OURS + "*",
                "--format",
                "{{.Repository}}:{{.Tag}}")
            .lines()
            .toList();
    if (references.isEmpty()) {
      return List.of();
    }
    List<String> inspect =
        new ArrayList<>(
            List.of(
                "image", "inspect", "--format", "{{.Id}} {{index .RootFS.Layers 0}} {{.Size}}"));
    inspect.addAll(references);
    long bytes = together(run(inspect.toArray(String[]::new)).lines().distinct().toList());
    return List.of(new InDocker("the servers' images", "image", references, bytes, Level.ALL));
  }

  /** Images on the same base share its layers, and the smallest of them is that base. */
  private static long together(List<String> images) {
    Map<String, List<Long>> byBase = new HashMap<>();
    for (String image : images) {
      String[] columns = image.split(" ", -1);
      byBase.computeIfAbsent(columns[1], base -> new ArrayList<>()).add(Long.parseLong(columns[2]));
    }
    return byBase.values().stream()
        .mapToLong(
            sizes -> {
              long base = sizes.stream().mapToLong(Long::longValue).min().orElse(0);
              return base + sizes.stream().mapToLong(size -> size - base).sum();
            })
        .sum();
  }

  private static JsonNode json(String text) {
    try {
      return JsonFile.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("docker printed what is no JSON: " + text, e);
    }
  }
}
