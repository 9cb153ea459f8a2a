package ink.ml.dp.devstack.standins.githost;

import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.devstack.standins.http.BearerToken;
import ink.ml.dp.devstack.standins.http.Exchange;
import ink.ml.dp.devstack.standins.http.Faults;
import ink.ml.dp.devstack.standins.http.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** The git host's own pages, for the devstack's command line and tests: {@code /-/admin/…}. */
final class GitHostPages {
  record ImportBody(@JsonProperty("source") String source) {}

  record DirectoryBody(
      @JsonProperty("directory") String directory, @JsonProperty("message") String message) {}

  record FilesBody(
      @JsonProperty("files") Map<String, @Nullable String> files,
      @JsonProperty("message") String message) {}

  record AccessBody(@JsonProperty("access") String access) {}

  record InstallationBody(@JsonProperty("owner") String owner) {}

  /** Changes a repository and says where HEAD is then. */
  @FunctionalInterface
  private interface Change {
    void apply(RepositoryKey key, Exchange exchange) throws IOException;
  }

  private static final String REPOSITORY = "/-/admin/repositories/(gitea|github)/([^/]+/[^/]+)";

  private final RepositoryStore store;
  private final GitHubApp app;
  private final Faults faults;

  GitHostPages(RepositoryStore store, GitHubApp app, Faults faults) {
    this.store = store;
    this.app = app;
    this.faults = faults;
  }

  void addTo(Routes routes, BearerToken admin) {
    routes.on("GET", "/-/admin/repositories", admin, (exchange, path) -> list(exchange));
    change(routes, admin, "PUT", "", (key, exchange) -> store.openOrCreate(key).close());
    change(routes, admin, "POST", "/import", this::importFrom);
    change(routes, admin, "POST", "/directory", this::commitDirectory);
    change(routes, admin, "POST", "/files", this::commitFiles);
    change(
        routes,
        admin,
        "PUT",
        "/access",
        (key, exchange) ->
            store.setAccess(key, Access.fromWire(exchange.json(AccessBody.class).access())));
    routes.on(
        "PUT",
        "/-/admin/installations/([0-9]{1,18})",
        admin,
        (exchange, path) -> {
          app.install(Long.parseLong(path.group(1)), exchange.json(InstallationBody.class).owner());
          exchange.reply(200, Map.of());
        });
    routes.on(
        "PUT",
        "/-/admin/faults",
        admin,
        (exchange, path) -> {
          faults.set(exchange.json(Faults.Fault.class));
          exchange.reply(200, Map.of());
        });
  }

  private void change(
      Routes routes, BearerToken admin, String method, String suffix, Change change) {
    routes.on(
        method,
        REPOSITORY + suffix,
        admin,
        (exchange, path) -> {
          RepositoryKey key = GitHostServer.key(path);
          ReentrantLock lock = store.lock(key);
          lock.lock();
          try {
            change.apply(key, exchange);
            exchange.reply(200, describe(key));
          } finally {
            lock.unlock();
          }
        });
  }

  private void importFrom(RepositoryKey key, Exchange exchange) throws IOException {
    new GitImport(store).run(key, exchange.json(ImportBody.class).source());
  }

  private void commitDirectory(RepositoryKey key, Exchange exchange) throws IOException {
    DirectoryBody body = exchange.json(DirectoryBody.class);
    try (Repository repository = store.openOrCreate(key)) {
      new Commits(repository).commitDirectory(Path.of(body.directory()), body.message());
    }
  }

  private void commitFiles(RepositoryKey key, Exchange exchange) throws IOException {
    FilesBody body = exchange.json(FilesBody.class);
    Map<String, Optional<String>> files = new LinkedHashMap<>();
    body.files().forEach((path, content) -> files.put(path, Optional.ofNullable(content)));
    try (Repository repository = store.openOrCreate(key)) {
      new Commits(repository).commitFiles(files, body.message());
    }
  }

  private void list(Exchange exchange) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    for (RepositoryKey key : store.list()) {
      all.put(key.path(), describe(key));
    }
    exchange.reply(200, all);
  }

  private Map<String, String> describe(RepositoryKey key) throws IOException {
    try (Repository repository = store.open(key)) {
      Map<String, String> description = new LinkedHashMap<>();
      description.put("repository", key.path());
      description.put("access", store.access(repository).wire());
      ObjectId head = repository.resolve(Constants.HEAD);
      if (head != null) {
        description.put("commit_sha", head.name());
      }
      return description;
    }
  }
}
