package ink.ml.dp.deploy.release;

import ink.ml.dp.deploy.claim.Claims;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.namespace.Namespaces;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.EnvironmentVersion;
import ink.ml.dp.model.name.ImageReference;
import ink.ml.dp.model.name.ReleaseId;
import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.release.ReleaseState;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.runtime.environment.EnvironmentClient;
import ink.ml.dp.runtime.registry.RegistryClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes releases, takes failed ones back, and removes services. Everything is fenced by the claim
 * and may be repeated.
 */
@Singleton
public final class Releases {
  private final Claims claims;
  private final Namespaces namespaces;
  private final ReleaseStore records;
  private final ReleaseManifests manifests;
  private final EnvironmentSecrets secrets;
  private final Cluster cluster;
  private final RegistryClient registry;
  private final Homes homes;
  private final EnvironmentClient environments;
  private final Serving serving;
  private final Selection selection;
  private final Applier applier;

  Releases(
      Claims claims,
      Namespaces namespaces,
      ReleaseStore records,
      ReleaseManifests manifests,
      EnvironmentSecrets secrets,
      Cluster cluster,
      RegistryClient registry,
      EnvironmentClient environments,
      Serving serving,
      Selection selection,
      Applier applier) {
    this.claims = claims;
    this.namespaces = namespaces;
    this.records = records;
    this.manifests = manifests;
    this.secrets = secrets;
    this.cluster = cluster;
    this.registry = registry;
    this.homes = new Homes(registry);
    this.environments = environments;
    this.serving = serving;
    this.selection = selection;
    this.applier = applier;
  }

  /**
   * An earlier release that was built from the same inputs, if the registry still has its image.
   *
   * @param sourceKey of the files, which another commit may have as well; null when they are not
   *     known
   */
  public Optional<ReleaseRecord> withBuildKey(
      RequestScope identity, String buildKey, @Nullable String sourceKey) {
    return history(identity).releases().stream()
        .filter(release -> release.isBuiltFrom(buildKey, sourceKey))
        .filter(this::hasImage)
        .findFirst();
  }

  /**
   * The release to go back to: the named one, or the last good one before the live one. One that
   * never answered is none.
   */
  public Optional<ReleaseRecord> target(RequestScope identity, Optional<String> named) {
    return history(identity).target(named);
  }

  /**
   * A release as it is recorded.
   *
   * @param settled whether it was found to answer alone and no other was begun since, so that
   *     nobody else's pods can have been asked meanwhile
   */
  public record Recorded(ReleaseRecord release, boolean settled) {}

  /** The release of that name, however it ended, if it is recorded. */
  public Optional<Recorded> recorded(RequestScope identity, ReleaseId id) {
    History history = history(identity);
    return history.of(id).map(release -> new Recorded(release, history.isSettled(release)));
  }

  /** The values of a release's environment, as its process has them; none when they are gone. */
  public Optional<List<String>> environmentOf(RequestScope identity, ReleaseRecord release) {
    return secrets.find(identity, release.id()).map(all -> List.copyOf(all.values()));
  }

  /**
   * Begins a release: its pods come up beside those that visitors see, which stay until {@link
   * #show}. Answers it as it is recorded.
   *
   * <p>When it would be the live one once more, and that one serves, the live one stays: the
   * Service is only marked with the request's sequence, so that no older request can overwrite it.
   *
   * @throws DeployException {@code IMAGE_GONE} when nothing was written
   */
  public ReleaseRecord deploy(RequestScope identity, DeployInput input) {
    Action action = new Action("deploy " + identity.name());
    ReleaseRecord wanted = ReleaseRecord.of(input);
    Map<String, String> variables = new ConcurrentHashMap<>();
    Parallel.run(
        List.of(
            () -> claims.check(identity, action),
            () -> variables.putAll(environment(identity, input, wanted)),
            () -> requireImage(wanted, action)));
    Optional<ReleaseRecord> unchanged = unchanged(identity, wanted);
    if (unchanged.isPresent() && !input.restarts()) {
      selection.show(applier.writer(identity, unchanged.get(), action), unchanged.get());
      applier.refuseDeleted(identity, action);
      return unchanged.get();
    }
    History history = begin(identity, wanted, variables, action);
    ReleaseRecord release = history.of(identity.sequence()).orElseThrow();
    applier.apply(applier.writer(identity, release, action), history, release);
    return release;
  }

  /**
   * Makes a release's Deployment if it has none: one that an earlier version of this worker began
   * in another form.
   */
  public void ensure(RequestScope identity, ReleaseRecord release) {
    if (selection.deployment(identity, release).isEmpty()) {
      Action action = new Action("deploy " + identity.name());
      FencedWriter writer = applier.writer(identity, release, action);
      writer.guard().run();
      applier.apply(writer, records.read(identity), release);
    }
  }

  /** The name of a release's Deployment. */
  public static String deploymentName(RequestScope identity, ReleaseRecord release) {
    return ReleaseManifests.deploymentName(identity, release.id());
  }

  /**
   * Leads visitors to a release, which is ready. The one before it runs on beside it.
   *
   * @throws DeployException {@code STALE_DEPLOY} when the release was taken back or another request
   *     is newer
   */
  public void show(RequestScope identity, ReleaseRecord release) {
    Action action = new Action("lead visitors to " + release.id() + " of " + identity.name());
    selection.show(applier.writer(identity, release, action), release);
  }

  /** A release that repeats another has its very environment, also while the API is away. */
  private Map<String, String> environment(
      RequestScope identity, DeployInput input, ReleaseRecord wanted) {
    EnvironmentVersion version = new EnvironmentVersion(input.environmentVersion());
    return Optional.ofNullable(input.copyOf())
        .flatMap(earlier -> secrets.find(identity, new ReleaseId(earlier).value()))
        .orElseGet(
            () -> homes.with(environments.at(identity.serviceId(), version).atRun(), wanted));
  }

  private void requireImage(ReleaseRecord wanted, Action action) {
    if (!hasImage(wanted)) {
      throw action.failed(FailureCode.IMAGE_GONE, "the registry no longer has the image");
    }
  }

  /** The live release when it serves what is wanted; makes the namespace on the way. */
  private Optional<ReleaseRecord> unchanged(RequestScope identity, ReleaseRecord wanted) {
    AtomicReference<History> history = new AtomicReference<>(History.NONE);
    Parallel.run(
        List.of(() -> namespaces.ensure(identity), () -> history.set(records.read(identity))));
    return history.get().unchanged(wanted).filter(live -> serving.serves(identity, live));
  }

  private History begin(
      RequestScope identity, ReleaseRecord wanted, Map<String, String> variables, Action action) {
    History history = records.update(identity, before -> before.begun(wanted));
    ReleaseRecord release =
        history
            .of(identity.sequence())
            .orElseThrow(() -> stale(action, "five newer releases are recorded"));
    applier.checkOpen(identity, action);
    secrets.create(identity, release, variables);
    return history;
  }

  /**
   * Notes that a release answers and what its request is told, and removes what belongs to releases
   * that are no longer kept.
   *
   * @return what the request is told: when it was told something before, that
   * @throws DeployException {@code STALE_DEPLOY} when the release was taken back meanwhile
   */
  public ServiceResult succeeded(
      RequestScope identity, ReleaseRecord release, ServiceResult result) {
    History history = records.update(identity, before -> before.succeeded(release, result));
    ServiceResult told =
        history
            .running(release)
            .flatMap(r -> r.answerTo(identity.requestId(), identity.sequence()))
            .orElseThrow(
                () ->
                    stale(
                        new Action("start " + identity.name()),
                        "the release was taken back already"));
    removeEarlier(identity, history, release);
    if (!(release.state() instanceof ReleaseState.Live)) {
      secrets.removeExcept(identity, history.releases());
    }
    return told;
  }

  /** What visitors were led away from; nothing, when this request is not the newest any more. */
  private void removeEarlier(RequestScope identity, History history, ReleaseRecord release) {
    Action action =
        new Action("remove the releases before " + release.id() + " of " + identity.name());
    FencedWriter writer = applier.writer(identity, release, action);
    List<String> others = selection.others(identity, running(history, release));
    if (others.isEmpty()) {
      return;
    }
    try {
      selection.show(writer, release);
      selection.remove(writer, others);
    } catch (DeployException e) {
      // Whoever is newer removes them with this one.
      if (e.code() != FailureCode.STALE_DEPLOY) {
        throw e;
      }
    }
  }

  private static Set<String> running(History history, ReleaseRecord release) {
    return Stream.concat(Stream.of(release), history.live().stream())
        .map(ReleaseRecord::id)
        .collect(Collectors.toSet());
  }

  /** What the same request was answered before, as far as it is recorded. */
  Optional<ServiceResult> answerTo(RequestScope identity) {
    return history(identity).answerTo(identity);
  }

  /** How the request with this sequence ended, unless it was cancelled or is not recorded. */
  Optional<ServiceResult> endOf(RequestScope identity, Sequence sequence) {
    return history(identity).endOf(sequence);
  }

  /**
   * Opens a request's release for another run, if the platform failed it.
   *
   * @return the number of the run that may write it
   */
  int reopen(RequestScope identity) {
    if (history(identity).of(identity.sequence()).isEmpty()) {
      return 0;
    }
    return records
        .update(identity, before -> before.reopened(identity))
        .of(identity.sequence())
        .map(ReleaseRecord::attempt)
        .orElse(0);
  }

  /**
   * Takes a failed release back: visitors are led to the release before it, whose pods still run,
   * or everything but the record is removed when there was none. A release that answers already is
   * left alone.
   *
   * @param reason the failure's code
   * @param result what the request is told
   * @return the release that is live now
   */
  public Optional<ReleaseRecord> restore(
      RequestScope identity, String reason, Optional<ServiceResult> result) {
    Action action = new Action("take the failed release of " + identity.name() + " back");
    if (!namespaces.isOwn(identity)) {
      return Optional.empty();
    }
    FencedWriter writer =
        new FencedWriter(cluster, identity, action, () -> claims.check(identity, action));
    claims.check(identity, action);
    History history =
        records.update(
            identity,
            before -> {
              refuseOtherRun(identity, before, action);
              return before.failed(identity, reason, result);
            });
    Optional<ReleaseRecord> live = history.live();
    if (live.isPresent()) {
      if (!selection.runs(identity, live.get())) {
        writer.apply(manifests.deployment(identity, live.get()));
      }
      selection.showAgain(writer, live.get());
      selection.remove(writer, selection.others(identity, Set.of(live.get().id())));
    } else {
      selection.removeAll(writer);
    }
    secrets.removeExcept(
        identity,
        live.isEmpty()
            ? List.of()
            : history.releases().stream()
                .filter(r -> r.state().isGood() || r.sequence() != identity.sequence().number())
                .toList());
    return live;
  }

  /** The release that answers, as far as it is recorded. */
  public Optional<ReleaseRecord> live(RequestScope identity) {
    return history(identity).live();
  }

  /**
   * Removes a service. When its name is another service's by now, there is nothing to remove.
   *
   * @return whether its namespace went with it
   */
  public boolean delete(RequestScope identity) {
    Action action = new Action("delete " + identity.name());
    if (!claims.beginDelete(identity)) {
      return false;
    }
    if (namespaces.isOwn(identity)) {
      FencedWriter writer =
          new FencedWriter(cluster, identity, action, () -> claims.checkDeleting(identity, action));
      selection.removeAll(writer);
      secrets.removeExcept(identity, List.of());
      writer.remove(Kind.CONFIG_MAP, ReleaseStore.name(identity));
    }
    boolean last = namespaces.deleteIfEmpty(identity);
    claims.finishDelete(identity);
    return last;
  }

  /** Empty when the namespace is another tenant's: what is in it is not this service's. */
  History history(RequestScope identity) {
    return namespaces.isOwn(identity) ? records.read(identity) : History.NONE;
  }

  private boolean hasImage(ReleaseRecord release) {
    return registry
        .head(new ImageReference(release.image()).repository(), release.digest())
        .isPresent();
  }

  private static void refuseOtherRun(RequestScope identity, History history, Action action) {
    if (history
        .of(identity.sequence())
        .filter(r -> r.attempt() != identity.attempt())
        .isPresent()) {
      throw stale(action, "the request has another run since");
    }
  }

  private static DeployException stale(Action action, String because) {
    return action.failed(FailureCode.STALE_DEPLOY, because);
  }
}
