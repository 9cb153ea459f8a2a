package ink.ml.dp.deploy.sweep;

import ink.ml.dp.deploy.claim.Claims;
import ink.ml.dp.deploy.claim.Claims.Held;
import ink.ml.dp.deploy.namespace.Namespaces;
import ink.ml.dp.deploy.release.Mending;
import ink.ml.dp.deploy.release.Releases;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.NamespaceName;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the records against the cluster and repairs what differs: releases that were begun and
 * never ended, objects that are gone, deletions that were given up, names that a service has left,
 * what fences namespaces in, and what is counted of a project's quota.
 *
 * <p>Whatever a request is being carried out for is left alone. Every write is fenced as that of
 * the newest request is, so that one which comes meanwhile wins; sweeping twice, or twice at once,
 * does no more than once.
 */
@Singleton
public final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final Claims claims;
  private final Namespaces namespaces;
  private final Releases releases;
  private final Mending mending;
  private final QuotaGate quotas;
  private final Runs runs;

  public Sweeper(
      Claims claims,
      Namespaces namespaces,
      Releases releases,
      Mending mending,
      QuotaGate quotas,
      Runs runs) {
    this.claims = claims;
    this.namespaces = namespaces;
    this.releases = releases;
    this.mending = mending;
    this.quotas = quotas;
    this.runs = runs;
  }

  /**
   * Looks at everything once. What fails is logged and left to the next time.
   *
   * @return how many services were repaired
   * @throws DeployException when it cannot be told what there is
   */
  public int sweep() {
    List<Held> all = claims.all();
    Set<String> answering = answering(all);
    Set<NamespaceName> seen = new HashSet<>();
    int repaired = 0;
    for (Held held : all) {
      RequestScope service = held.newest();
      try {
        if (held.state() != Held.State.DELETED && seen.add(service.namespace())) {
          namespaces.reconcile(service);
        }
        if (!runs.mayRun(service.serviceId()) && repair(held, answering)) {
          LOG.info("repaired {} of {}", service.name(), service.namespace());
          repaired++;
        }
      } catch (DeployException e) {
        // A newer request is at it; whatever else it is, the next sweep tries again.
        if (e.code() != FailureCode.STALE_DEPLOY) {
          LOG.warn("{}: {}", e.code(), e.sentence());
        }
      }
    }
    quotas.forgetUnclaimed();
    int forgotten = claims.forget();
    if (forgotten > 0) {
      LOG.info("forgot {} claims that were kept long enough", forgotten);
    }
    return repaired;
  }

  /** The services whose present name has a release that answers. */
  private Set<String> answering(List<Held> all) {
    Set<String> strays =
        all.stream()
            .filter(held -> held.state() == Held.State.STRAY)
            .map(held -> held.newest().serviceId().value())
            .collect(Collectors.toSet());
    return all.stream()
        .filter(held -> held.state() == Held.State.CURRENT)
        .map(Held::newest)
        .filter(service -> strays.contains(service.serviceId().value()))
        .filter(mending::isLive)
        .map(service -> service.serviceId().value())
        .collect(Collectors.toSet());
  }

  private boolean repair(Held held, Set<String> answering) {
    RequestScope service = held.newest();
    return switch (held.state()) {
      case CURRENT -> mend(service);
      // It goes on serving until the service answers at the name that it has now.
      case STRAY -> answering.contains(service.serviceId().value()) && leave(service);
      case DELETING -> leave(service);
      case DELETED -> false;
    };
  }

  private boolean mend(RequestScope service) {
    boolean mended = mending.mend(service);
    quotas.settle(service);
    return mended;
  }

  private boolean leave(RequestScope service) {
    releases.delete(service);
    claims.left(service);
    return true;
  }
}
