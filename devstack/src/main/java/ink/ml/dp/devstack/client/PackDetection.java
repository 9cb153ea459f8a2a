package ink.ml.dp.devstack.client;

import ink.ml.dp.model.request.BuildPack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Chooses a build pack where the person did not: by what is at the root of the repository. */
final class PackDetection {
  private PackDetection() {}

  static BuildPack of(Path bareRepository, String commit) {
    try (Repository repository =
            new RepositoryBuilder().setGitDir(bareRepository.toFile()).setBare().build();
        RevWalk walk = new RevWalk(repository)) {
      RevTree tree = walk.parseCommit(ObjectId.fromString(commit)).getTree();
      if (has(repository, tree, "Dockerfile")) {
        return BuildPack.DOCKERFILE;
      }
      return has(repository, tree, "index.html") ? BuildPack.STATIC : BuildPack.RAILPACK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean has(Repository repository, RevTree tree, String path) throws IOException {
    try (TreeWalk found = TreeWalk.forPath(repository, path, tree)) {
      return found != null;
    }
  }
}
