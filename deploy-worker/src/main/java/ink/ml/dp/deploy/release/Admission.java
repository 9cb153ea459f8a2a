package ink.ml.dp.deploy.release;

import ink.ml.dp.deploy.claim.Claims;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.ServiceStatus;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Lets a request in. One that was carried out before is answered from the record, whatever has
 * happened since; one that the platform failed gets another run.
 */
@Singleton
public final class Admission {
  private final Claims claims;
  private final Releases releases;

  Admission(Claims claims, Releases releases) {
    this.claims = claims;
    this.releases = releases;
  }

  /**
   * How a request may go on.
   *
   * @param attempt which of its runs this is, from 0
   * @param answer what it was answered before: then nothing is left to do
   */
  public record Admitted(int attempt, Optional<ServiceResult> answer) {}

  /**
   * Stops all older requests.
   *
   * @return how what could not be stopped any more has ended; empty when nothing was left of it
   * @throws DeployException as {@link Claims#cancel}
   */
  public Optional<ServiceResult> cancel(RequestScope identity) {
    Claims.Cancelled found = claims.cancel(identity);
    if (found.deleted()) {
      return Optional.of(
          new ServiceResult(
              identity.requestId().value(),
              identity.sequence().number(),
              ServiceStatus.DELETED.wire(),
              null,
              null,
              null,
              null,
              null));
    }
    return found.before() == 0
        ? Optional.empty()
        : releases.endOf(identity, new Sequence(found.before()));
  }

  /**
   * Takes the name for a request that is neither a cancellation nor a deletion.
   *
   * @throws DeployException as {@link Claims#claim}
   */
  public Admitted admit(RequestScope identity, Operation operation) {
    try {
      if (claims.claim(identity, operation)) {
        return new Admitted(0, Optional.empty());
      }
    } catch (DeployException e) {
      if (e.code() != FailureCode.STALE_DEPLOY) {
        throw e;
      }
      return new Admitted(0, Optional.of(releases.answerTo(identity).orElseThrow(() -> e)));
    }
    Optional<ServiceResult> answer = releases.answerTo(identity);
    return answer.isPresent()
        ? new Admitted(0, answer)
        : new Admitted(releases.reopen(identity), Optional.empty());
  }
}
