package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.policy.RepositoryKind;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.sweep.BrokenReference.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proves after a sweep that everything kept is whole. What does not resolve is looked for in every
 * trash: if this run moved it there, the run is wrong; if an earlier one did, it comes back; if
 * none did, it was broken before and is only reported.
 */
public final class IntegrityCheck {
  private final SweepContext context;
  private final Snapshot snapshot;
  private final RegistryAccess registry;
  private final int sample;

  public IntegrityCheck(
      SweepContext context, Snapshot snapshot, RegistryAccess registry, int sample) {
    this.context = context;
    this.snapshot = snapshot;
    this.registry = registry;
    this.sample = sample;
  }

  /**
   * Checks everything that is kept.
   *
   * @param own the trash of this run, if it moved anything there
   * @param older the trash of earlier runs
   * @throws SweepException when this run is to blame for what does not resolve
   */
  public Result check(
      List<RepositoryPlan> plans, InUse inUse, Optional<Trash> own, List<Trash> older) {
    Verifier verifier = new Verifier(context.layout(), context.workers(), snapshot);
    Verifier.Verification verification = verifier.verify(plans, inUse);
    own.ifPresent(trash -> requireInnocence(verification.broken(), trash));
    Reconciler earlier = new Reconciler(context, snapshot.digests(), List.of(), older);
    List<BrokenReference> broken = new ArrayList<>();
    UsedManifests used = new UsedManifests(snapshot, inUse);
    for (BrokenReference each : verification.broken()) {
      BrokenReference found =
          used.contains(each.repository(), each.reference()) ? each.inUse() : each;
      StoreObject missing = found.missing();
      if ((missing == null || !earlier.demand(missing)) && found.weight() != Weight.VANISHED) {
        broken.add(found);
        context.audit().note(found.audit());
      }
    }
    if (own.isPresent()) {
      requireServed(inUse, broken);
    }
    broken.addAll(new BlobSample(context, snapshot, sample).broken(plans));
    return new Result(broken, verification.liveBytes(), earlier.restored());
  }

  private void requireInnocence(List<BrokenReference> broken, Trash own) {
    Restorer restorer = new Restorer(context.layout(), context.disk(), List.of(own));
    for (BrokenReference found : broken) {
      StoreObject missing = found.missing();
      if (missing != null && isInATrash(missing, restorer)) {
        context.audit().note(found.audit());
        throw new SweepException(
            found.repository() + " " + found.reference() + " was broken: " + found.problem());
      }
    }
  }

  private static boolean isInATrash(StoreObject missing, Restorer restorer) {
    return restorer.isRestorable(missing)
        || missing instanceof StoreObject.Layer(String repository, Digest digest)
            && restorer.isRestorable(new StoreObject.Manifest(repository, digest));
  }

  /** The disk says that everything in use resolves; the registry must say so too. */
  private void requireServed(InUse inUse, List<BrokenReference> broken) {
    Set<String> known =
        broken.stream().map(b -> b.repository() + " " + b.reference()).collect(Collectors.toSet());
    for (String repository : inUse.repositories()) {
      if (RepositoryKind.of(repository).owner().isPresent()) {
        InUse.RepositoryUse use = inUse.of(repository);
        Stream.concat(
                use.digests().keySet().stream().map(Digest::toString), use.tags().keySet().stream())
            .filter(use.certain()::contains)
            .filter(reference -> !known.contains(repository + " " + reference))
            .filter(reference -> !registry.serves(repository, reference))
            .findFirst()
            .ifPresent(reference -> refuse(repository, reference));
      }
    }
  }

  private static void refuse(String repository, String reference) {
    throw new SweepException(
        "the registry does not serve " + repository + " " + reference + ", which is in use");
  }

  /**
   * What was found when this run is not to blame.
   *
   * @param broken what was broken before
   * @param liveBytes of the blobs that something kept refers to
   * @param restored what earlier runs had moved to the trash and came back
   */
  public record Result(List<BrokenReference> broken, long liveBytes, Tally restored) {
    public Result {
      broken = List.copyOf(broken);
    }
  }
}
