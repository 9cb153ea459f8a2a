package ink.ml.dp.runtime.failure;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.Blame;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.runtime.log.DeployContext;
import ink.ml.dp.runtime.redact.Redactor;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what activities throw into failures of the contract: the type is the {@link FailureCode},
 * the details are a {@link ServiceError}, a tenant's fault is benign. The one place where
 * activities' failures are logged. Causes stay here: their messages are not ours, and a failure
 * enters the history.
 */
@Singleton
public final class FailureInterceptor extends WorkerInterceptorBase {
  private static final Logger log = LoggerFactory.getLogger(FailureInterceptor.class);

  private final Redactor redactor;

  public FailureInterceptor(Redactor redactor) {
    this.redactor = redactor;
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Boundary(next);
  }

  /** One activity's execution. */
  private final class Boundary extends ActivityInboundCallsInterceptorBase {
    private @Nullable ActivityInfo info;

    Boundary(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      info = context.getInfo();
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      ActivityInfo activity = Objects.requireNonNull(info);
      try (var context = DeployContext.of(activity, input.getArguments()).enter()) {
        return execute(input, activity);
      }
    }

    private ActivityOutput execute(ActivityInput input, ActivityInfo activity) {
      try {
        return super.execute(input);
      } catch (ActivityCompletionException | TemporalFailure e) {
        throw e; // The SDK's own: the activity was cancelled, or its workflow is gone.
      } catch (DeployException e) {
        throw failure(e, activity);
      } catch (InvalidValueException e) {
        // What the activities are given is parsed where they begin, and comes from the request.
        throw failure(
            new Action("read what " + activity.getActivityType() + " was given")
                .failed(FailureCode.INVALID_REQUEST, "a value " + e.rule(), e),
            activity);
      } catch (RuntimeException e) {
        String because = "of an unexpected " + e.getClass().getSimpleName();
        throw failure(
            new Action("run " + activity.getActivityType())
                .failed(FailureCode.INTERNAL, because, e),
            activity);
      }
    }
  }

  private ApplicationFailure failure(DeployException thrown, ActivityInfo info) {
    FailureCode code = thrown.code();
    // What is a tenant's was hidden by who knew whose it was.
    String message = redactor.redactPlatform(thrown.sentence());
    List<String> tail = thrown.logTail().stream().map(redactor::redactPlatform).toList();
    report(thrown, message, info);
    ApplicationFailure.Builder failure =
        ApplicationFailure.newBuilder()
            .setType(code.wire())
            .setMessage(message)
            .setDetails(ServiceError.of(code, message, tail))
            // What nobody foresaw may have been a passing trouble; the activity's own policy bounds
            // the
            // attempts.
            .setNonRetryable(!code.retryable() && code != FailureCode.INTERNAL)
            .setCategory(
                code.blame() == Blame.PLATFORM
                    ? ApplicationErrorCategory.UNSPECIFIED
                    : ApplicationErrorCategory.BENIGN);
    thrown.retryAfter().ifPresent(failure::setNextRetryDelay);
    return failure.build();
  }

  private static void report(DeployException thrown, String message, ActivityInfo info) {
    if (thrown.code() == FailureCode.INTERNAL) {
      log.error("{} (attempt {})", message, info.getAttempt(), thrown.getCause());
    } else if (thrown.code().blame() == Blame.PLATFORM
        && thrown.code() != FailureCode.WORKER_STOPPED) {
      log.warn("{}: {} (attempt {})", thrown.code(), message, info.getAttempt());
    } else {
      log.info("{}: {}", thrown.code(), message);
    }
  }
}
