package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.registrygc.policy.RepositoryKind;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import ink.ml.dp.registrygc.roots.ServiceRef;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Collects what the objects say. Each image is kept once, with the first object that names it, so
 * that memory grows with the images and not with the pods.
 */
final class Uses {
  private static final Action TRIED = new Action("find out what the cluster uses");
  private static final int MAX_SHOWN = 300;
  private static final String IDENTITY_NAMESPACE = "kube-system";

  private final Map<ImageName, String> users = new LinkedHashMap<>();

  /** Where the platform's own images are, as the records of its releases say. */
  private final Set<String> hosts = new HashSet<>();

  private final Set<String> namespaces = new HashSet<>();
  private final Set<ServiceRef> services = new HashSet<>();
  private String identity = "";
  private boolean pods;

  void add(Resource resource, Item item) {
    if (item.name().isEmpty()) {
      throw new RootsUnavailableException(TRIED, "one of " + resource.plural() + " has no name");
    }
    String user = resource.kind() + " " + item.path();
    switch (resource) {
      case PODS -> pods = true;
      case NAMESPACES -> namespace(item);
      case RELEASE_RECORDS -> item.data().forEach((id, text) -> release(user + " " + id, text));
      default -> {}
    }
    for (String image : item.images()) {
      Optional<ImageName> name = ImageName.parse(image);
      name.ifPresent(parsed -> requireWhole(parsed, image, user));
      name.ifPresent(parsed -> use(parsed, user));
    }
    String service = item.labels().get(Labels.SERVICE);
    if (service != null && !item.namespace().isEmpty()) {
      services.add(new ServiceRef(item.namespace(), service));
    }
  }

  /**
   * All of it.
   *
   * @throws RootsUnavailableException when it cannot be all: no cluster is without pods, and every
   *     one has a {@code kube-system}
   */
  ClusterState state() {
    if (!pods) {
      throw new RootsUnavailableException(TRIED, "the cluster is said to have no pods at all");
    }
    if (identity.isBlank()) {
      throw new RootsUnavailableException(
          TRIED, "the cluster is said to have no namespace " + IDENTITY_NAMESPACE);
    }
    List<ImageUse> uses =
        users.entrySet().stream()
            .map(
                use ->
                    new ImageUse(
                        use.getKey().repository(),
                        use.getKey().tag(),
                        use.getKey().digest(),
                        use.getValue(),
                        hosts.isEmpty() || hosts.contains(use.getKey().host())))
            .toList();
    return new ClusterState(identity, uses, namespaces, services);
  }

  private void namespace(Item item) {
    namespaces.add(item.name());
    if (item.name().equals(IDENTITY_NAMESPACE)) {
      identity = item.uid();
    }
  }

  private void release(String user, String text) {
    try {
      RecordedImage release = RecordedImage.parse(text);
      ImageName name =
          ImageName.parse(release.image())
              .orElseThrow(() -> new IOException("its image names no repository"));
      hosts.add(name.host());
      Optional<String> digest = Optional.of(release.digest());
      ImageName released = new ImageName(name.host(), name.repository(), Optional.empty(), digest);
      requireWhole(released, release.image() + "@" + release.digest(), user);
      use(released, user);
    } catch (IOException e) {
      throw new RootsUnavailableException(
          TRIED, "the record of releases, " + user + ", cannot be read", e);
    }
  }

  /** What cannot be one of our images does not matter; what could must be understood. */
  private static void requireWhole(ImageName name, String image, String user) {
    if (RepositoryKind.of(name.repository()).owner().isPresent() && !name.isWhole()) {
      throw new RootsUnavailableException(
          TRIED,
          "%s names the image \"%s\", whose tag or digest no registry has"
              .formatted(user, printable(image)));
    }
  }

  private static String printable(String text) {
    String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    return shown.replaceAll("\\p{Cntrl}", "?");
  }

  private void use(ImageName name, String user) {
    users.putIfAbsent(name, user);
  }
}
