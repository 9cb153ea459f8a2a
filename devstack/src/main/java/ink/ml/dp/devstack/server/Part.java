package ink.ml.dp.devstack.server;

/** What can be started on its own: a test or a benchmark names what it needs. */
public enum Part {
  /** The registry, filled with the base images. */
  REGISTRY,
  BUILDKIT,
  TEMPORAL,
  /** Control plane, run node and ingress. */
  CLUSTER,
  /** The git host and the API. */
  STAND_INS,
  /** Needs {@link #TEMPORAL} and {@link #STAND_INS}. */
  BUILD_WORKER,
  /** Needs {@link #TEMPORAL}, {@link #STAND_INS} and {@link #CLUSTER}. */
  DEPLOY_WORKER
}
