package ink.ml.dp.devstack.clean;

import ink.ml.dp.devstack.instance.Instance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Platforms of this machine that run, of whatever checkout, and the commands that stop them.
 *
 * @param roots their checkouts, by the ID of the instance; empty paths where nobody knows
 */
record RunningInstances(Instance own, Map<String, Path> roots) {
  private static final String FULL = "full";

  /**
   * @param others whether those of other checkouts count
   */
  List<String> stops(boolean others) {
    return new TreeMap<>(roots)
        .entrySet().stream()
            .filter(found -> others || checkout(found.getKey()).equals(ownCheckout()))
            .map(found -> stop(found.getKey(), found.getValue()))
            .toList();
  }

  private String ownCheckout() {
    return Instance.of(own.root()).id();
  }

  private static String checkout(String id) {
    return id.replaceFirst("-.*", "");
  }

  /**
   * Ends one.
   *
   * @param root its checkout; empty when nobody knows
   */
  private String stop(String id, Path root) {
    String name = id.substring(checkout(id).length()).replaceFirst("^-", "");
    String down =
        switch (name) {
          case "" -> "./dev down";
          case FULL -> "./dev down --full";
          default -> "./dev down --instance " + name;
        };
    if (checkout(id).equals(ownCheckout())) {
      return down;
    }
    return root.toString().isEmpty()
        ? down + " in the checkout whose containers are dp-devstack-" + id + "-*"
        : "cd " + root + " && " + down;
  }
}
