package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.PlaceInLine;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.workflow.ServiceWorkflow;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The runs whose histories are kept, so that a change of the workflows' code is held against them.
 * Each is one run; a chain of requests leaves one for each.
 */
final class Recordings {
  /** Carries one case out; the history of its first run is what is kept. */
  interface Case {
    WorkflowStub run(WorkflowFixture workflows) throws Exception;
  }

  private Recordings() {}

  /** By {@code <type>/<case>}. */
  static Map<String, Case> all() {
    Map<String, Case> cases = new TreeMap<>();
    cases.put("CreateService/running", single(Requests.create(1)));
    cases.put(
        "CreateService/failed-build",
        failing("build", FailureCode.BUILD_STEP_FAILED, Requests.create(1)));
    cases.put(
        "CreateService/failed-rollout",
        failing("rollout", FailureCode.CRASH_LOOP, Requests.create(1)));
    cases.put(
        "CreateService/platform-failure",
        failing("rollout", FailureCode.IMAGE_PULL_FAILED, Requests.create(1)));
    cases.put("CreateService/superseded-in-build", superseded("build"));
    cases.put("CreateService/superseded-in-rollout", superseded("rollout"));
    cases.put(
        "CreateService/node-lost",
        workflows -> {
          workflows.script.workspaces("disk-7", "disk-1");
          return workflows.send(Requests.create(1));
        });
    cases.put(
        "CreateService/builder-asked-and-lost",
        workflows -> {
          workflows.script.workspaces("disk-7", "disk-1");
          return workflows.send(Requests.create(1));
        });
    cases.put(
        "RedeployService/patient",
        workflows -> {
          workflows.script.block("build", 1);
          workflows.script.block("build", 2);
          workflows.send(Requests.create(1));
          workflows.script.awaitStart("build", 1);
          WorkflowStub patient = workflows.send(Requests.redeploy(2));
          workflows.script.awaitStart("build", 2);
          workflows.send(Requests.redeploy(3));
          workflows.script.release("build", 2);
          return patient;
        });
    cases.put("CreateService/waited-in-line", Recordings::waitedInLine);
    cases.put("CreateService/cancelled-in-build", cancelled("build"));
    cases.put("CreateService/cancelled-in-rollout", cancelled("rollout"));
    cases.put("CreateService/cancelled-in-apply", cancelled("deploy"));
    cases.put("DeleteService/cancelled", cancelledDelete());
    cases.put("CreateService/invalid", single(Requests.of(Operation.CREATE, 1, "Not a label")));
    cases.put(
        "RedeployService/image-found",
        workflows -> {
          workflows.script.findImage();
          return workflows.send(Requests.redeploy(2));
        });
    cases.put(
        "RedeployService/image-reused",
        workflows -> {
          workflows.script.findImage();
          return workflows.send(Requests.redeploy(2));
        });
    cases.put(
        "RedeployService/image-not-reused",
        workflows -> {
          workflows.script.findImage();
          workflows.script.refuseReuse();
          return workflows.send(Requests.redeploy(2));
        });
    cases.put(
        "RedeployService/forced",
        workflows -> {
          workflows.script.findImage();
          return workflows.send(Requests.forced(2));
        });
    cases.put("RestartService/running", single(Requests.restart(4)));
    cases.put("ReconfigureService/running", single(Requests.reconfigure(4)));
    cases.put(
        "ReconfigureService/built",
        workflows -> {
          workflows.script.changeBuildVariables();
          return workflows.send(Requests.reconfigure(4));
        });
    cases.put("RollbackService/running", single(Requests.rollback(4)));
    cases.put("CancelService/cancelled", single(Requests.cancel(5)));
    cases.put("DeleteService/deleted", single(Requests.delete(3)));
    return cases;
  }

  private static Case single(ServiceRequest request) {
    return workflows -> workflows.send(request);
  }

  private static Case failing(String activity, FailureCode code, ServiceRequest request) {
    return workflows -> {
      workflows.script.fail(activity, code);
      return workflows.send(request);
    };
  }

  private static Case superseded(String activity) {
    return workflows -> {
      workflows.script.block(activity, 1);
      WorkflowStub first = workflows.send(Requests.create(1));
      workflows.script.awaitStart(activity, 1);
      workflows.send(Requests.redeploy(2));
      return first;
    };
  }

  private static WorkflowStub waitedInLine(WorkflowFixture workflows) throws Exception {
    workflows.script.block("clone", 1);
    WorkflowStub run = workflows.send(Requests.create(1));
    workflows.script.awaitStart("clone", 1);
    run.signal(ServiceWorkflow.IN_LINE, new PlaceInLine(2));
    run.signal(ServiceWorkflow.IN_LINE, new PlaceInLine(0));
    workflows.script.release("clone", 1);
    return run;
  }

  /** Cancelled in Temporal, from outside. */
  private static Case cancelled(String activity) {
    return workflows -> cancelledAt(workflows, activity, Requests.create(1));
  }

  private static Case cancelledDelete() {
    return workflows -> cancelledAt(workflows, "delete", Requests.delete(1));
  }

  private static WorkflowStub cancelledAt(
      WorkflowFixture workflows, String activity, ServiceRequest request) throws Exception {
    workflows.script.block(activity, 1);
    WorkflowStub run = workflows.send(request);
    workflows.script.awaitStart(activity, 1);
    run.cancel();
    if (!activity.equals("build") && !activity.equals("rollout")) {
      // These are finished in any case.
      workflows.script.release(activity, 1);
    }
    return run;
  }

  /** Runs a case to its end; answers the history of its first run, as JSON. */
  static String record(Case recorded) throws Exception {
    try (WorkflowFixture workflows = new WorkflowFixture(false)) {
      WorkflowStub stub = recorded.run(workflows);
      String run = Objects.requireNonNull(stub.getExecution()).getRunId();
      try {
        WorkflowFixture.result(stub);
      } catch (WorkflowFailedException expected) {
        // As it should end in some of the cases; how, its history tells.
      }
      return workflows
          .environment
          .getWorkflowClient()
          .fetchHistory(WorkflowFixture.ID, run)
          .toJson(true)
          // Which process it was says nothing, and differs from machine to machine.
          .replaceAll("\"identity\": \"[^\"]*\"", "\"identity\": \"worker\"");
    }
  }
}
