package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.Progress;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.workflow.RedeployService;
import java.util.Set;

final class RedeployServiceWorkflow implements RedeployService {
  private final ServiceRun run;

  RedeployServiceWorkflow(ServiceRequest request, Set<String> searchAttributes) {
    this.run = new ServiceRun(request, Operation.REDEPLOY, searchAttributes);
  }

  @Override
  public ServiceResult run(ServiceRequest request) {
    return run.run(new DeployPlan());
  }

  @Override
  public void supersede(ServiceRequest request) {
    run.supersede(request);
  }

  @Override
  public Progress progress() {
    return run.progress();
  }
}
