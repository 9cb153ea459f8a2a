package ink.ml.dp.devstack.client;

import ink.ml.dp.model.request.BuildPack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Chooses a build pack where the person did not: by what is in the directory that is to be
 * deployed, in the commit that is to be deployed.
 */
final class PackDetection {
  private PackDetection() {}

  /**
   * Looks at a commit of a bare repository.
   *
   * @param revision a branch or tag, or a commit's 40 digits; empty for HEAD
   * @param directory where the service is; empty for the root
   * @return empty when the repository has no such commit
   */
  static Optional<BuildPack> of(
      Path bareRepository, Optional<String> revision, Optional<String> directory) {
    try (Repository repository =
            new RepositoryBuilder().setGitDir(bareRepository.toFile()).setBare().build();
        RevWalk walk = new RevWalk(repository)) {
      Optional<ObjectId> commit = resolve(repository, revision);
      if (commit.isEmpty()) {
        return Optional.empty();
      }
      RevTree tree = walk.parseCommit(commit.get()).getTree();
      String prefix = directory.map(path -> path + "/").orElse("");
      if (has(repository, tree, prefix + "Dockerfile")) {
        return Optional.of(BuildPack.DOCKERFILE);
      }
      return Optional.of(
          has(repository, tree, prefix + "index.html") ? BuildPack.STATIC : BuildPack.RAILPACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A branch wins over a tag of the same name, as it does where the commit is resolved. */
  private static Optional<ObjectId> resolve(Repository repository, Optional<String> revision)
      throws IOException {
    if (revision.filter(text -> text.matches("[0-9a-f]{40}")).isPresent()) {
      ObjectId commit = ObjectId.fromString(revision.get());
      return repository.getObjectDatabase().has(commit) ? Optional.of(commit) : Optional.empty();
    }
    List<String> names =
        revision
            .map(
                name ->
                    Stream.of(name, Constants.R_HEADS + name, Constants.R_TAGS + name)
                        .filter(
                            full ->
                                full.startsWith(Constants.R_REFS) || full.equals(Constants.HEAD))
                        .toList())
            .orElse(List.of(Constants.HEAD));
    for (String name : names) {
      // Exactly this name: an expression such as HEAD~1 is not one. Tags of tags end at a commit.
      if (repository.exactRef(name) != null) {
        return Optional.ofNullable(repository.resolve(name + "^{commit}"));
      }
    }
    return Optional.empty();
  }

  private static boolean has(Repository repository, RevTree tree, String path) throws IOException {
    try (TreeWalk found = TreeWalk.forPath(repository, path, tree)) {
      return found != null;
    }
  }
}
