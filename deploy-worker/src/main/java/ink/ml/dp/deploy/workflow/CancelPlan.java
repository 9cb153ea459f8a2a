package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.result.ServiceResult;

/**
 * Stands in the way of older requests. Whatever was being done has been stopped and taken back by
 * the run before this one.
 */
final class CancelPlan implements Plan {
  @Override
  public ServiceResult run(ServiceSpec spec, RunStatus status) {
    return new ReleaseSteps(spec, status)
        .claim(spec)
        .orElseGet(() -> Results.cancelled(spec.identity()));
  }
}
