package ink.ml.dp.devstack.standins.githost;

import ink.ml.dp.model.name.RepositoryName;
import ink.ml.dp.model.request.GitHost;
import java.nio.file.Path;

/** A repository of one of the two hosts. */
public record RepositoryKey(GitHost host, RepositoryName name) {
  /**
   * Parses the parts of a path.
   *
   * @param host {@code gitea} or {@code github}
   * @throws ink.ml.dp.model.name.InvalidValueException when the name is not owner/name
   */
  public static RepositoryKey of(String host, String name) {
    return new RepositoryKey(
        host.equals(GitHost.GITHUB.wire()) ? GitHost.GITHUB : GitHost.GITEA,
        new RepositoryName(name));
  }

  String owner() {
    return name.value().substring(0, name.value().indexOf('/'));
  }

  Path under(Path root) {
    return root.resolve(host.wire()).resolve(name.value() + ".git");
  }

  /** {@code gitea/owner/name}, as in the paths of the stand-in. */
  public String path() {
    return host.wire() + "/" + name.value();
  }
}
