package ink.ml.dp.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.builder.testing.GitServer;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.GitRef;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which commit a reference means, and what a host may answer. */
class ResolveTest extends ServedRepository {
  @Test
  void resolvesTheDefaultBranch() {
    CommitSha commit = repository.commit(Map.of("a", "1"));
    assertThat(client.resolve(remote(), GitRef.HEAD)).isEqualTo(commit);
  }

  @Test
  void resolvesBranchesBeforeTagsAndFollowsTags() {
    CommitSha first = repository.commit(Map.of("a", "1"));
    repository.tag("v1", first);
    CommitSha second = repository.commit(Map.of("a", "2"));
    assertThat(client.resolve(remote(), new GitRef("v1"))).isEqualTo(first);
    assertThat(client.resolve(remote(), new GitRef("main"))).isEqualTo(second);
    assertThat(client.resolve(remote(), new GitRef("refs/tags/v1"))).isEqualTo(first);
    repository.tag("main", first);
    assertThat(client.resolve(remote(), new GitRef("main"))).isEqualTo(second);
  }

  @Test
  void followsATagOfATagThatNoBranchReaches() {
    repository.commit(Map.of("a", "1"));
    CommitSha aside = repository.commit("refs/heads/aside", repository.tree());
    repository.tag("v1.0.0", repository.tag("inner", aside), Constants.OBJ_TAG);
    assertThat(client.resolve(remote(), new GitRef("v1.0.0"))).isEqualTo(aside);
  }

  @ParameterizedTest
  @ValueSource(strings = {"feature/x", "#38", "a+b", "größe", "feature/#38-größe+v2", "100%"})
  void takesBranchesWithOddNames(String name) {
    repository.commit(Map.of("a", "1"));
    CommitSha branch = repository.commit("refs/heads/" + name, repository.tree());
    assertThat(client.resolve(remote(), new GitRef(name))).isEqualTo(branch);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> client.resolve(remote(), GitRef.HEAD))
        .satisfies(e -> code(e, FailureCode.REPOSITORY_EMPTY));
    repository.commit(Map.of("a", "1"));
    fails(() -> client.resolve(remote(), new GitRef("nope")), FailureCode.REF_NOT_FOUND);
    fails(
        () -> client.resolve(remote("acme/other", Optional.of(TOKEN)), GitRef.HEAD),
        FailureCode.REPOSITORY_NOT_FOUND);
  }

  @Test
  void tellsCredentialsFromAccess() {
    repository.commit(Map.of("a", "1"));
    fails(
        () -> client.resolve(remote("acme/web", Optional.of("wrong-token")), GitRef.HEAD),
        FailureCode.GIT_CREDENTIALS_REJECTED);
    fails(
        () -> client.resolve(remote("acme/web", Optional.empty()), GitRef.HEAD),
        FailureCode.REPOSITORY_ACCESS_DENIED);
    server.answer(403);
    fails(() -> client.resolve(remote(), GitRef.HEAD), FailureCode.REPOSITORY_ACCESS_DENIED);
    server.answer(503);
    fails(() -> client.resolve(remote(), GitRef.HEAD), FailureCode.GIT_HOST_UNAVAILABLE);
    server.close();
    fails(() -> client.resolve(remote(), GitRef.HEAD), FailureCode.GIT_HOST_UNAVAILABLE);
  }

  @Test
  void waitsAsLongAsTheHostSays() {
    repository.commit(Map.of("a", "1"));
    server.retryAfter(37);
    for (int status : new int[] {403, 429, 503}) {
      server.answer(status);
      assertThatThrownBy(() -> client.resolve(remote(), GitRef.HEAD))
          .satisfies(
              e -> {
                code(e, FailureCode.GIT_HOST_UNAVAILABLE);
                assertThat(((DeployException) e).retryAfter()).contains(Duration.ofSeconds(37));
              });
    }
  }

  @Test
  void doesNotFollowToAnotherHost() {
    try (GitServer other = new GitServer("")) {
      server.redirect(other.url());
      fails(() -> client.resolve(remote(), GitRef.HEAD), FailureCode.REPOSITORY_NOT_FOUND);
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void keepsTheTokenOutOfWhatItSays() {
    repository.commit(Map.of("a", "1"));
    assertThatThrownBy(
            () -> client.resolve(remote("acme/web", Optional.of(TOKEN + "x")), GitRef.HEAD))
        .satisfies(
            e -> {
              StringWriter all = new StringWriter();
              e.printStackTrace(new PrintWriter(all));
              assertThat(all.toString()).doesNotContain(TOKEN);
            });
    assertThat(remote().toString()).doesNotContain(TOKEN);
  }
}
