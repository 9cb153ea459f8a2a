package ink.ml.dp.builder.git;

import ink.ml.dp.builder.testing.GitServer;
import ink.ml.dp.builder.testing.TestRepository;
import ink.ml.dp.builder.testing.TestRepository.Entry;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.GitRef;
import ink.ml.dp.model.name.RepositoryName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;

/** A git host with one repository. */
final class CorpusHost implements AutoCloseable {
  static final String TOKEN = "a-token-nobody-may-see";
  private static final GitLimits LIMITS =
      new GitLimits(
          1 << 20, 1 << 16, 1 << 18, 200, 8, Duration.ofSeconds(2), Duration.ofSeconds(6));

  final Path directory;
  final GitServer server = new GitServer(TOKEN);
  final TestRepository repository;
  final CommitSha commit;

  CorpusHost(Path directory) {
    this.directory = directory;
    repository = new TestRepository(directory.resolve("served"));
    server.serve("acme/web", repository.repository());
    commit = repository.commit(Map.of("README.md", "hello"));
  }

  void resolve(String ref) {
    resolve(remote("acme/web", TOKEN), ref);
  }

  void resolve(GitRemote remote, String ref) {
    new GitClient(LIMITS, directory).resolve(remote, new GitRef(ref));
  }

  void fetch(CommitSha wanted) {
    fetch(remote("acme/web", TOKEN), wanted);
  }

  void fetch(GitRemote remote, CommitSha wanted) {
    new GitClient(LIMITS, directory)
        .checkOut(
            remote,
            wanted,
            directory.resolve("scratch"),
            directory.resolve("target"),
            GitProgress.ignore(),
            () -> false);
  }

  /** Checks out a tree of these entries. */
  void checkOut(Entry... entries) {
    fetch(repository.commit("refs/heads/main", repository.tree(entries)));
  }

  GitRemote remote(String name, String token) {
    return at(URI.create(server.url() + "/" + name + ".git"), name, token);
  }

  static GitRemote at(URI url, String name, String token) {
    Optional<GitCredentials> credentials =
        token.isEmpty() ? Optional.empty() : Optional.of(new GitCredentials(token));
    return new GitRemote(new RepositoryName(name), url, credentials, _ -> credentials);
  }

  Entry file(String name, String content) {
    return new Entry(name, FileMode.REGULAR_FILE, repository.blob(content));
  }

  @Override
  public void close() {
    server.close();
    repository.close();
  }
}
