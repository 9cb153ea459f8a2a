package ink.ml.dp.builder.git;

import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.name.SourceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which files a build would see, by IDs alone: of the commit and the trees on the way to
 * its root directory a few kilobytes are fetched, and no file. That needs a host that filters what
 * it sends, as GitHub, GitLab and Gitea do.
 */
final class SourceLookup {
  private static final Logger LOG = LoggerFactory.getLogger(SourceLookup.class);

  /** A host that sends more has not filtered, or has directories of very many entries. */
  private static final long MOST_BYTES = 16 << 20;

  private static final long LARGEST_OBJECT = 4 << 20;

  /** Of everything together: it delays a first build, for which nothing can be spared. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final Duration SILENCE = Duration.ofSeconds(3);

  /**
   * How files of a directory are written is also said above it; where submodules are, at the root.
   */
  private static final String ATTRIBUTES = ".gitattributes";

  private static final String SUBMODULES = ".gitmodules";

  private final GitRemote remote;
  private final GitLimits limits;

  SourceLookup(GitRemote remote) {
    this.remote = remote;
    GitLimits all = GitLimits.DEFAULT;
    this.limits =
        new GitLimits(
            MOST_BYTES, LARGEST_OBJECT, MOST_BYTES, all.entries(), all.depth(), SILENCE, LONGEST);
  }

  /** Empty when it cannot be told, for whatever reason: then the commit itself has to do. */
  Optional<SourceId> find(CommitSha commit, RelativePath root, Path scratch) {
    List<String> path = root.isRoot() ? List.of() : List.of(root.value().split("/", -1));
    long end = System.nanoTime() + LONGEST.toNanos();
    int attempt = 0;
    for (String filter : filters(path)) {
      attempt++;
      HttpTrace trace =
          new HttpTrace(remote.url(), MOST_BYTES, Duration.ofNanos(end - System.nanoTime()));
      try (Repository repository =
          new BoundedRepository(scratch.resolve("trees-" + attempt), LARGEST_OBJECT)) {
        fetch(repository, trace, commit, filter);
        return source(repository, commit, path);
      } catch (IOException | LargeObjectException e) {
        LOG.info(
            "{} did not tell the trees of {} by {}: {}",
            remote.name(),
            commit,
            filter,
            e.getMessage());
        if (trace.status() != 200 || !trace.filters() || System.nanoTime() - end > 0) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** Some hosts refuse to filter trees by a depth other than 0; all trees then, and no files. */
  private static List<String> filters(List<String> path) {
    String trees = "tree:" + path.size();
    return path.isEmpty() ? List.of(trees) : List.of(trees, "blob:none");
  }

  private void fetch(Repository repository, HttpTrace trace, CommitSha commit, String filter)
      throws IOException {
    try (TransportHttp transport = Connections.open(repository, remote, limits, trace)) {
      transport.setDepth(1);
      transport.setFilterSpec(FilterSpec.fromFilterLine(filter));
      transport.fetch(
          new CloneMonitor((_, _) -> {}, () -> false, LONGEST),
          List.of(new RefSpec(commit.value())));
    }
  }

  private static Optional<SourceId> source(
      Repository repository, CommitSha commit, List<String> path) throws IOException {
    try (RevWalk walk = new RevWalk(repository);
        ObjectReader reader = repository.newObjectReader()) {
      ObjectId tree = walk.parseCommit(ObjectId.fromString(commit.value())).getTree().getId();
      StringBuilder outside = new StringBuilder();
      for (int depth = 0; depth < path.size(); depth++) {
        int above = depth;
        entry(reader, tree, ATTRIBUTES)
            .ifPresent(e -> outside.append(above).append(' ').append(e).append('\n'));
        if (depth == 0) {
          entry(reader, tree, SUBMODULES).ifPresent(e -> outside.append(e).append('\n'));
        }
        Optional<Entry> next = entry(reader, tree, path.get(depth));
        if (next.filter(e -> e.mode().equals(FileMode.TREE)).isEmpty()) {
          // Not there, a link or a submodule: whoever opens it says so.
          return Optional.empty();
        }
        tree = next.get().id();
      }
      return Optional.of(
          new SourceId(tree.name() + (outside.isEmpty() ? "" : "-" + sha256(outside.toString()))));
    }
  }

  /** One line of a tree. */
  private record Entry(FileMode mode, ObjectId id) {
    @Override
    public String toString() {
      return mode + " " + id.name();
    }
  }

  private static Optional<Entry> entry(ObjectReader reader, ObjectId tree, String name)
      throws IOException {
    try (TreeWalk found = TreeWalk.forPath(reader, name, tree)) {
      return found == null
          ? Optional.empty()
          : Optional.of(new Entry(found.getFileMode(), found.getObjectId(0)));
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
