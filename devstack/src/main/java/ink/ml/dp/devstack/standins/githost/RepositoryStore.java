package ink.ml.dp.devstack.standins.githost;

import ink.ml.dp.devstack.standins.http.HttpError;
import ink.ml.dp.model.name.RepositoryName;
import ink.ml.dp.model.request.GitHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** The repositories: bare ones, in directories {@code <root>/<host>/<owner>/<name>.git}. */
final class RepositoryStore {
  private static final String SECTION = "standin";
  private static final String ACCESS = "access";

  private final Path root;
  private final ConcurrentHashMap<RepositoryKey, ReentrantLock> locks = new ConcurrentHashMap<>();

  RepositoryStore(Path root) {
    this.root = root;
  }

  boolean exists(RepositoryKey key) {
    return Files.isDirectory(key.under(root));
  }

  /**
   * Opens a repository; the caller closes it.
   *
   * @throws HttpError 404 when there is none
   */
  Repository open(RepositoryKey key) throws IOException {
    if (!exists(key)) {
      throw new HttpError(404, "repository not found");
    }
    return new FileRepositoryBuilder().setGitDir(key.under(root).toFile()).setBare().build();
  }

  /** Opens a repository, made first where there is none. Who changes it holds {@link #lock}. */
  Repository openOrCreate(RepositoryKey key) throws IOException {
    if (!exists(key)) {
      try (Repository created = new FileRepository(key.under(root).toFile())) {
        created.create(true);
        StoredConfig config = created.getConfig();
        // As GitHub does: a commit may be fetched by its name when a branch or tag reaches it.
        config.setBoolean("uploadpack", null, "allowReachableSHA1InWant", true);
        config.setString(SECTION, null, ACCESS, Access.PRIVATE.wire());
        config.save();
      }
      pointHead(key, Constants.R_HEADS + "main");
    }
    return open(key);
  }

  /** One writer per repository. */
  ReentrantLock lock(RepositoryKey key) {
    return locks.computeIfAbsent(key, k -> new ReentrantLock());
  }

  /** Makes a branch the one that HEAD means. */
  void pointHead(RepositoryKey key, String branch) throws IOException {
    try (Repository repository = open(key)) {
      RefUpdate head = repository.updateRef(Constants.HEAD);
      head.disableRefLog();
      head.link(branch);
    }
  }

  Access access(RepositoryKey key) throws IOException {
    try (Repository repository = open(key)) {
      return access(repository);
    }
  }

  Access access(Repository repository) {
    String wire = repository.getConfig().getString(SECTION, null, ACCESS);
    return Access.fromWire(String.valueOf(wire));
  }

  void setAccess(RepositoryKey key, Access access) throws IOException {
    try (Repository repository = open(key)) {
      StoredConfig config = repository.getConfig();
      config.setString(SECTION, null, ACCESS, access.wire());
      config.save();
    }
  }

  Path directory(RepositoryKey key) {
    return key.under(root);
  }

  List<RepositoryKey> list() throws IOException {
    List<RepositoryKey> keys = new ArrayList<>();
    for (GitHost host : GitHost.values()) {
      Path directory = root.resolve(host.wire());
      if (Files.isDirectory(directory)) {
        try (Stream<Path> found =
            Files.find(directory, 2, (p, a) -> p.toString().endsWith(".git"))) {
          found
              .sorted()
              .map(path -> directory.relativize(path).toString())
              .map(name -> name.substring(0, name.length() - ".git".length()))
              .forEach(name -> keys.add(new RepositoryKey(host, new RepositoryName(name))));
        }
      }
    }
    return keys;
  }
}
