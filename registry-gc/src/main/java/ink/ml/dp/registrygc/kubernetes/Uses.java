package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.model.name.Labels;
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
  private static final String TRIED = "find out what the cluster uses";
  private static final String IDENTITY_NAMESPACE = "kube-system";

  private final Map<ImageName, String> users = new LinkedHashMap<>();
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
    item.images().forEach(image -> ImageName.parse(image).ifPresent(name -> use(name, user)));
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
                        use.getValue()))
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
      ReleaseRecord release = ReleaseRecord.parse(text);
      ImageName name =
          ImageName.parse(release.image())
              .orElseThrow(() -> new IOException("its image names no repository"));
      use(new ImageName(name.repository(), Optional.empty(), Optional.of(release.digest())), user);
    } catch (IOException e) {
      throw new RootsUnavailableException(
          TRIED, "the record of releases, " + user + ", cannot be read", e);
    }
  }

  private void use(ImageName name, String user) {
    users.putIfAbsent(name, user);
  }
}
