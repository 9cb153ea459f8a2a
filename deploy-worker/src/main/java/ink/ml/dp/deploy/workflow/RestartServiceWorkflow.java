package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.PlaceInLine;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.Progress;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.workflow.RestartService;

final class RestartServiceWorkflow implements RestartService {
  private final ServiceRun run;

  RestartServiceWorkflow(ServiceRequest request, WorkflowSettings settings) {
    this.run = new ServiceRun(request, Operation.RESTART, settings);
  }

  @Override
  public ServiceResult run(ServiceRequest request) {
    return run.run();
  }

  @Override
  public void supersede(ServiceRequest request) {
    run.supersede(request);
  }

  @Override
  public void inLine(PlaceInLine place) {
    run.inLine(place);
  }

  @Override
  public Progress progress() {
    return run.progress();
  }
}
