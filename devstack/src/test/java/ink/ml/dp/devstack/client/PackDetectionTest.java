package ink.ml.dp.devstack.client;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.model.request.BuildPack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackDetectionTest {
  @TempDir private Path work = Path.of("");

  @Test
  void looksAtTheCommitThatIsAskedFor() throws Exception {
    try (Git git = Git.init().setInitialBranch("main").setDirectory(work.toFile()).call()) {
      commit(git, "README.md");
      git.checkout().setCreateBranch(true).setName("feature/next").call();
      commit(git, "Dockerfile");
      RevCommit withPage = commit(git, "site/index.html");
      git.tag().setName("v1").setMessage("first").setSigned(false).call();
      git.checkout().setName("main").call();

      assertThat(pack(Optional.empty(), Optional.empty())).contains(BuildPack.RAILPACK);
      assertThat(pack(Optional.of("feature/next"), Optional.empty()))
          .contains(BuildPack.DOCKERFILE);
      assertThat(pack(Optional.of("refs/heads/feature/next"), Optional.empty()))
          .contains(BuildPack.DOCKERFILE);
      assertThat(pack(Optional.of("v1"), Optional.of("site"))).contains(BuildPack.STATIC);
      assertThat(pack(Optional.of(withPage.name()), Optional.empty()))
          .contains(BuildPack.DOCKERFILE);
    }
  }

  @Test
  void aRevisionThatIsNotThereHasNoPack() throws Exception {
    try (Git git = Git.init().setInitialBranch("main").setDirectory(work.toFile()).call()) {
      commit(git, "Dockerfile");

      for (String absent : new String[] {"gone", "HEAD~0", "0".repeat(40)}) {
        assertThat(pack(Optional.of(absent), Optional.empty())).as(absent).isEmpty();
      }
    }
  }

  private Optional<BuildPack> pack(Optional<String> revision, Optional<String> directory) {
    return PackDetection.of(work.resolve(".git"), revision, directory);
  }

  private RevCommit commit(Git git, String file) throws Exception {
    Path path = work.resolve(file);
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    Files.writeString(path, "x");
    git.add().addFilepattern(".").call();
    return git.commit()
        .setMessage(file)
        .setAuthor("a", "a@b")
        .setCommitter("a", "a@b")
        .setSign(false)
        .call();
  }
}
