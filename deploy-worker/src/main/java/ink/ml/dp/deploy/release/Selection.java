package ink.ml.dp.deploy.release;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which release's pods a service's visitors are led to, and which releases run beside it. Each
 * release is a Deployment of its own, {@code <service>-r<sequence>}; the Service selects the pods
 * of one.
 *
 * <p>In the first form a service had a single Deployment of its own name, whose pods say their
 * release too. Its Service selects any release, until it is narrowed before another's pods come up.
 */
@Singleton
final class Selection {
  private final Cluster cluster;
  private final ReleaseManifests manifests;

  Selection(Cluster cluster, ReleaseManifests manifests) {
    this.cluster = cluster;
    this.manifests = manifests;
  }

  /** Leads visitors to a release; to one that is internal, nobody from outside of its project. */
  void show(FencedWriter writer, ReleaseRecord release) {
    RequestScope identity = writer.identity();
    unpublishUnlessPublic(writer, release);
    writer.apply(manifests.service(identity, release, ""));
    publishIfPublic(writer, release);
  }

  private void unpublishUnlessPublic(FencedWriter writer, ReleaseRecord release) {
    if (!release.runtime().isPublic()) {
      writer.remove(Kind.INGRESS, writer.identity().name().value());
    }
  }

  private void publishIfPublic(FencedWriter writer, ReleaseRecord release) {
    if (release.runtime().isPublic() && !isPublished(writer.identity())) {
      writer.apply(manifests.ingress(writer.identity(), release));
    }
  }

  /**
   * Leads visitors to what they are to see until a release is ready. When the same request has led
   * them to that release already, a slow attempt to begin it does not lead them away again.
   */
  void showUntilReady(FencedWriter writer, ReleaseRecord seen, ReleaseRecord release) {
    RequestScope identity = writer.identity();
    writer.apply(
        Kind.SERVICE,
        identity.name().value(),
        there ->
            manifests.service(
                identity,
                there.filter(service -> isShownBy(identity, service, release)).isPresent()
                    ? release
                    : seen,
                ""));
  }

  private static boolean isShownBy(RequestScope identity, JsonNode service, ReleaseRecord release) {
    return FencedWriter.isOf(identity, service)
        && FencedWriter.sequence(service) == identity.sequence().number()
        && release.id().equals(service.path("spec").path("selector").path(Labels.RELEASE).asText());
  }

  /**
   * Leads visitors back to a release after another was taken back. The Service is changed in any
   * case, so that whoever read it before and is about to show the other one cannot write any more.
   */
  void showAgain(FencedWriter writer, ReleaseRecord release) {
    unpublishUnlessPublic(writer, release);
    writer.apply(
        manifests.service(writer.identity(), release, "r" + writer.identity().sequence().number()));
    publishIfPublic(writer, release);
  }

  /** Whether a release runs and visitors are led to it, whatever its pods do. */
  boolean isInPlace(RequestScope identity, ReleaseRecord release) {
    return runs(identity, release)
        && isSelected(identity, release)
        && isPublished(identity) == release.runtime().isPublic();
  }

  /** A Service of the first form selects any release, and there is only one. */
  private boolean isSelected(RequestScope identity, ReleaseRecord release) {
    return cluster
        .get(Kind.SERVICE, identity.namespace().value(), identity.name().value())
        .map(service -> service.path("spec").path("selector").path(Labels.RELEASE).asText())
        .filter(selected -> selected.isEmpty() || selected.equals(release.id()))
        .isPresent();
  }

  /** Whether the service has an Ingress, which is the same for all of its public releases. */
  private boolean isPublished(RequestScope identity) {
    return cluster
        .get(Kind.INGRESS, identity.namespace().value(), identity.name().value())
        .isPresent();
  }

  /** Whether a release has a Deployment. */
  boolean runs(RequestScope identity, ReleaseRecord release) {
    return deployment(identity, release).isPresent()
        || single(identity).filter(found -> releaseOf(found).equals(release.id())).isPresent();
  }

  /** The Deployment of a release, unless it is of the first form. */
  Optional<JsonNode> deployment(RequestScope identity, ReleaseRecord release) {
    return cluster.get(
        Kind.DEPLOYMENT,
        identity.namespace().value(),
        ReleaseManifests.deploymentName(identity, release.id()));
  }

  /**
   * The release that alone answers in the first form; empty when there is no such Deployment, or it
   * is on its way from one release to another, so that the live one's pods are still there.
   */
  Optional<String> settledInFirstForm(RequestScope identity) {
    return single(identity).filter(Serving::isComplete).map(Selection::releaseOf);
  }

  /**
   * The names of the Deployments of all releases but these, as far as this request may remove them:
   * what a newer one made stays.
   */
  List<String> others(RequestScope identity, Set<String> releases) {
    List<JsonNode> all = deployments(identity);
    Set<String> names = all.stream().map(Selection::name).collect(Collectors.toSet());
    return all.stream()
        .filter(deployment -> !isOfAny(identity, deployment, releases, names))
        .filter(deployment -> mayRemove(identity, deployment))
        .map(Selection::name)
        .toList();
  }

  /** One of the first form counts as its release's as long as that has none of its own. */
  private static boolean isOfAny(
      RequestScope identity, JsonNode deployment, Set<String> releases, Set<String> names) {
    String release = releaseOf(deployment);
    String own = ReleaseManifests.deploymentName(identity, release);
    return releases.contains(release) && (name(deployment).equals(own) || !names.contains(own));
  }

  void remove(FencedWriter writer, List<String> names) {
    names.forEach(name -> writer.remove(Kind.DEPLOYMENT, name));
  }

  /** Removes all of a service but its record and its environments. */
  void removeAll(FencedWriter writer) {
    RequestScope identity = writer.identity();
    writer.remove(Kind.INGRESS, identity.name().value());
    deployments(identity).forEach(deployment -> writer.remove(Kind.DEPLOYMENT, name(deployment)));
    writer.remove(Kind.SERVICE, identity.name().value());
  }

  private static boolean mayRemove(RequestScope identity, JsonNode deployment) {
    return !FencedWriter.isOf(identity, deployment)
        || FencedWriter.sequence(deployment) <= identity.sequence().number();
  }

  private List<JsonNode> deployments(RequestScope identity) {
    return cluster.list(
        Kind.DEPLOYMENT, identity.namespace().value(), Labels.SERVICE + "=" + identity.name());
  }

  private Optional<JsonNode> single(RequestScope identity) {
    return cluster
        .get(Kind.DEPLOYMENT, identity.namespace().value(), identity.name().value())
        // Also the name of a release of another service may be.
        .filter(found -> FencedWriter.isOf(identity, found));
  }

  private static String name(JsonNode deployment) {
    return deployment.path("metadata").path("name").asText();
  }

  private static String releaseOf(JsonNode object) {
    return object.path("metadata").path("annotations").path(Labels.RELEASE).asText();
  }
}
