package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.ShortDigest;
import ink.ml.dp.devstack.process.Command;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of a registry's storage with the base images and nothing else, in a volume that all
 * instances on this machine share: pushing them means to compress them, which takes a small machine
 * half a minute each time, and copying them a second. Filled once, and only ever read afterwards.
 */
final class BaseImagesTemplate {
  private static final String LABEL = Instance.LABEL + ".base-images";
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Duration COPY = Duration.ofMinutes(2);

  /** Blobs first: a registry that serves meanwhile must not find a link to what is not there. */
  private static final String COPY_STORAGE =
      """
      set -e
      storage=docker/registry/v2
      mkdir -p /to/$storage
      cp -a /from/$storage/blobs /to/$storage/
      cp -a /from/$storage/repositories /to/$storage/
      """;

  /** Only from a registry that has nothing else, so that nothing of a tenant's gets into it. */
  private static final String FILL =
      """
      [ ! -e /to/complete ] || exit 0
      [ "$(ls /from/docker/registry/v2/repositories | tr '\\n' ' ')" = "docker library " ] || exit 0
      """
          + COPY_STORAGE
          + "touch /to/complete\n";

  private static final String USE = "[ -e /from/complete ] || exit 0\n" + COPY_STORAGE;

  private final String shell;
  private final String volume;
  private final String hubVolume;

  /**
   * Names it; nothing is done yet.
   *
   * @param images the references of the images that it is made from, with the names they are given
   * @param shell an image with a shell
   */
  BaseImagesTemplate(List<String> images, String shell, String hubVolume) {
    this.shell = shell;
    this.volume = "dp-devstack-base-images-" + ShortDigest.of(String.join("\n", images), 6);
    this.hubVolume = hubVolume;
  }

  /** Copies the images to the registry, if they are there. */
  void use() {
    if (exists()) {
      run(volume + ":/from:ro", hubVolume + ":/to", USE);
    }
  }

  /**
   * Copies the hub's storage unless that was done before, and removes templates of other images.
   */
  void fill() {
    if (!exists()) {
      Command.output(QUICK, "docker", "volume", "create", "--label", LABEL, volume);
    }
    run(hubVolume + ":/from:ro", volume + ":/to", FILL);
    volumes()
        .filter(other -> !other.equals(volume))
        .forEach(other -> Command.run(QUICK, "", "docker", "volume", "rm", other));
  }

  private boolean exists() {
    return volumes().anyMatch(volume::equals);
  }

  private static Stream<String> volumes() {
    return Command.output(QUICK, "docker", "volume", "ls", "--quiet", "--filter", "label=" + LABEL)
        .lines();
  }

  private void run(String from, String to, String script) {
    Command.output(
        COPY,
        "docker",
        "run",
        "--rm",
        "--network=none",
        "--volume=" + from,
        "--volume=" + to,
        "--entrypoint=sh",
        shell,
        "-c",
        script);
  }
}
