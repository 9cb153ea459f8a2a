package ink.ml.dp.devstack.instance;

import java.nio.file.Path;

/**
 * One local platform. Each checkout has its own, so that two of them on one machine do not meet;
 * tests can have further ones beside it.
 *
 * @param root the checkout
 * @param home where this instance keeps its state, logs and caches
 * @param id part of every container's, network's, volume's and process' name
 */
public record Instance(Path root, Path home, String id) {
  /**
   * The label that every container, network and volume of an instance carries; its value is the ID.
   */
  public static final String LABEL = "ink.ml.dp.devstack";

  /** The label of every container that says which checkout it was started from. */
  public static final String CHECKOUT_LABEL = LABEL + ".checkout";

  /** The checkout's own instance. */
  public static Instance of(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    return new Instance(
        absolute, absolute.resolve(".devstack"), ShortDigest.of(absolute.toString(), 3));
  }

  /** A further instance of the same checkout, with a state directory inside the first one's. */
  public Instance named(String name) {
    return new Instance(root, home.resolve("instances").resolve(name), id + "-" + name);
  }

  public String network() {
    return "dp-devstack-" + id;
  }

  public String container(String server) {
    return "dp-devstack-" + id + "-" + server;
  }

  public String volume(String name) {
    return "dp-devstack-" + id + "-" + name;
  }

  public Path logs() {
    return home.resolve("logs");
  }

  /** Build logs, as the build worker spools them: {@code <service>/<request>.log}. */
  public Path buildLogs() {
    return home.resolve("build-logs");
  }

  /** Shared by all instances of the checkout: what can be made again. */
  public Path cache() {
    return root.resolve(".devstack").resolve("cache");
  }

  /** The keys of those who sign tokens for the registry. */
  public RegistryKeys registryKeys() {
    return new RegistryKeys(home.resolve("registry-keys"));
  }

  public Path kubeconfig() {
    return home.resolve("kubeconfig");
  }
}
