package ink.ml.dp.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.builder.testing.GitServer;
import ink.ml.dp.builder.testing.TestRepository;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.RepositoryName;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A repository on a git server that asks for a token. */
abstract class ServedRepository {
  static final String TOKEN = "a-token-nobody-may-see";
  private static final RepositoryName NAME = new RepositoryName("acme/web");

  static final Path DISK = Path.of(System.getProperty("java.io.tmpdir"));

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // before each test
  protected GitServer server;

  @SuppressWarnings("NullAway.Init") // before each test
  protected TestRepository repository;

  protected final GitClient client = new GitClient(GitLimits.DEFAULT, DISK);

  @BeforeEach
  void serve() {
    server = new GitServer(TOKEN);
    repository = new TestRepository(directory.resolve("served"));
    server.serve(NAME.value(), repository.repository());
  }

  @AfterEach
  void stop() {
    server.close();
    repository.close();
  }

  final GitRemote remote() {
    return remote(NAME.value(), Optional.of(TOKEN));
  }

  final GitRemote remote(String name, Optional<String> token) {
    return new GitRemote(
        new RepositoryName(name),
        URI.create(server.url() + "/" + name + ".git"),
        token.map(GitCredentials::new));
  }

  static void fails(ThrowingCallable call, FailureCode code) {
    assertThatThrownBy(call).satisfies(e -> code(e, code));
  }

  static void code(Throwable e, FailureCode code) {
    assertThat(e).isInstanceOf(DeployException.class);
    assertThat(((DeployException) e).code())
        .as("%s: %s", e.getMessage(), e.getCause())
        .isEqualTo(code);
  }

  final Path directory() {
    return directory;
  }
}
