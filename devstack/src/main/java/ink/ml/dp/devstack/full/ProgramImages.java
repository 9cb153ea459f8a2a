package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.instance.ShortDigest;
import ink.ml.dp.devstack.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The images of our own programs, as files: those that production runs, made by Jib. */
final class ProgramImages {
  static final String BUILD_WORKER = "build-worker";
  static final String DEPLOY_WORKER = "deploy-worker";
  static final String REGISTRY_GC = "registry-gc";
  private static final List<String> ALL = List.of(BUILD_WORKER, DEPLOY_WORKER, REGISTRY_GC);
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final Duration QUICK = Duration.ofSeconds(30);

  private final Instance instance;

  ProgramImages(Instance instance) {
    this.instance = instance;
  }

  /** Makes them unless they were made from the sources as they are. */
  void ensure(Progress progress) {
    Path made = instance.cache().resolve("program-images");
    String sources = sources();
    if (ALL.stream().map(this::file).allMatch(Files::exists)
        && JsonFile.read(made, String.class).filter(sources::equals).isPresent()) {
      return;
    }
    progress.say("images: making those of our own programs (about two minutes)");
    run("k8s/images.sh", "file");
    run("registry-gc/image/build.sh");
    JsonFile.write(made, sources);
  }

  /** What {@code ./dev} knows the sources by that it has compiled. */
  private String sources() {
    try {
      return Files.readString(instance.cache().resolveSibling("build.stamp"));
    } catch (IOException e) {
      throw new UncheckedIOException("tried to read what was compiled", e);
    }
  }

  private void run(String script, String... arguments) {
    String[] command = new String[arguments.length + 4];
    command[0] = "env";
    command[1] = "BASE=local";
    command[2] = "JAVA_HOME=" + System.getProperty("java.home");
    command[3] = instance.root().resolve(script).toString();
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    Command.Result result = Command.run(LIMIT, "", command);
    if (!result.succeeded()) {
      throw new PlatformException(
          "tried to make our programs' images but failed because %s said: %s"
              .formatted(script, result.output().strip()),
          "run it by hand: BASE=local " + script + " " + String.join(" ", arguments));
    }
  }

  /** The file of an image, as Jib writes it. */
  Path file(String program) {
    return instance.root().resolve(program).resolve("target/jib-image.tar");
  }

  /** What an image in its file is called by itself. */
  static String nameInFile(String program) {
    return "docker.io/library/" + program + ":latest";
  }

  /** What it is called in the cluster: another content has another name. */
  String reference(String program) {
    String content =
        Command.output(QUICK, "tar", "-xOf", file(program).toString(), "--wildcards", "*.json");
    return "docker.io/dp-devstack/" + program + ":" + ShortDigest.of(content, 6);
  }
}
