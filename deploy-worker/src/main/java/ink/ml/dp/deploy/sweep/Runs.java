package ink.ml.dp.deploy.sweep;

import ink.ml.dp.model.name.ServiceId;

/** Which services somebody is at. */
@FunctionalInterface
public interface Runs {
  /** Whether a request for the service is being carried out; true also when that cannot be told. */
  boolean mayRun(ServiceId service);
}
