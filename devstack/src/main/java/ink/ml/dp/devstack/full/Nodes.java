package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.server.Containers;
import ink.ml.dp.devstack.server.ServerDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The node containers as machines: their directories, and the images that are on them. */
final class Nodes {
  private static final Duration QUICK = Duration.ofMinutes(1);
  private static final Duration IMPORT = Duration.ofMinutes(5);
  private static final String ACCOUNT = "65532";

  private final Instance instance;
  private final Containers containers;

  Nodes(Instance instance) {
    this.instance = instance;
    this.containers = new Containers(instance);
  }

  /** Makes a directory that the platform's programs own, as Ansible does in production. */
  void own(ServerDefinition node, String directory) {
    run(node, "install", "-d", "-o", ACCOUNT, "-g", ACCOUNT, directory);
  }

  /**
   * Gives a node an image that Docker has, unless the node has it.
   *
   * @return whether it was given
   */
  boolean give(ServerDefinition node, String image) {
    String reference = "docker.io/" + image;
    return !has(node, reference) && pipe(node, "docker save " + image, Optional.empty(), reference);
  }

  /**
   * Gives a node an image from a file, unless the node has it.
   *
   * @param named what it is called in the file
   * @param reference what it is called on the node
   * @return whether it was given
   */
  boolean give(ServerDefinition node, Path file, String named, String reference) {
    return !has(node, reference) && pipe(node, "cat '" + file + "'", Optional.of(named), reference);
  }

  private boolean pipe(
      ServerDefinition node, String from, Optional<String> named, String reference) {
    String container = instance.container(node.name());
    String script =
        "set -eu; %s | docker exec -i %s ctr -n k8s.io images import --local - >/dev/null"
            .formatted(from, container);
    Command.Result result = Command.run(IMPORT, "", "sh", "-c", script);
    if (result.succeeded() && named.isPresent()) {
      result =
          containers.exec(
              node,
              QUICK,
              "",
              "ctr",
              "-n",
              "k8s.io",
              "images",
              "tag",
              "--force",
              named.get(),
              reference);
    }
    if (!result.succeeded() || !has(node, reference)) {
      throw new PlatformException(
          "tried to give %s the image %s but failed because %s"
              .formatted(node.name(), reference, result.output().strip()),
          "./dev down --full, then try again");
    }
    return true;
  }

  private boolean has(ServerDefinition node, String reference) {
    List<String> there = run(node, "ctr", "-n", "k8s.io", "images", "ls", "-q").lines().toList();
    return there.contains(reference);
  }

  /** Runs a program on a node; answers what it printed. */
  String run(ServerDefinition node, String... program) {
    return ask(node, "", program);
  }

  /** As {@link #run}, with a standard input. */
  String ask(ServerDefinition node, String input, String... program) {
    Command.Result result = containers.exec(node, QUICK, input, program);
    if (!result.succeeded()) {
      throw new PlatformException(
          "tried to run %s on %s but failed because %s"
              .formatted(String.join(" ", program), node.name(), result.output().strip()),
          "look at `docker logs " + instance.container(node.name()) + "`");
    }
    return result.output();
  }

  /** Writes a file on a node. */
  void write(ServerDefinition node, String path, String text) {
    String script = "mkdir -p \"$(dirname \"$1\")\" && cat >\"$1\"";
    ask(node, text, "sh", "-c", script, "sh", path);
  }

  /** Copies a directory of this machine to a node, in place of what is there. */
  void copy(ServerDefinition node, Path directory, String path) {
    run(node, "rm", "-rf", path);
    run(node, "mkdir", "-p", path);
    Command.output(
        QUICK, "docker", "cp", directory + "/.", instance.container(node.name()) + ":" + path);
  }
}
