package ink.ml.dp.deploy.rollout;

import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.runtime.registry.RegistryClient;

/** The rollout's parts, wired as in the worker. */
public final class RolloutFixture {
  private RolloutFixture() {}

  public static Rollouts rollouts(
      Cluster cluster, RegistryClient registry, DeploySettings settings) {
    return new Rollouts(
        cluster,
        new RolloutFailures(cluster, registry),
        new IngressProbe(settings),
        new IngressApi(settings),
        settings);
  }
}
