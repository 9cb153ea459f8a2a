package ink.ml.dp.devstack.standins.githost;

import ink.ml.dp.devstack.standins.http.HttpError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Copies branches, tags and HEAD of any repository, by the git of this machine: it knows the user's
 * ssh keys and credential helpers.
 */
final class GitImport {
  private static final long LIMIT_MINUTES = 10;

  private final RepositoryStore store;

  GitImport(RepositoryStore store) {
    this.store = store;
  }

  /**
   * Makes a repository equal to its source.
   *
   * @param source a git URL or an absolute path
   * @throws HttpError 422 with git's own words when it cannot be read
   */
  void run(RepositoryKey key, String source) throws IOException {
    Optional<String> branch = headBranch(source);
    if (branch.isEmpty()) {
      checkHead(source);
    }
    store.openOrCreate(key).close();
    Path directory = store.directory(key);
    List<String> refs =
        new ArrayList<>(List.of("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"));
    if (branch.isEmpty()) {
      // A checkout of a bare commit, as continuous integration makes them.
      refs.add("+HEAD:refs/heads/imported");
    }
    List<String> fetch =
        new ArrayList<>(
            List.of(
                "fetch",
                "--quiet",
                "--prune",
                "--no-tags",
                "--no-write-fetch-head",
                // What continuous integration checks out is shallow; this repository is then, too.
                "--update-shallow",
                "--"));
    fetch.add(source);
    fetch.addAll(refs);
    git(directory, fetch);
    store.pointHead(key, branch.orElse("refs/heads/imported"));
  }

  /** Says what is wrong where git would only miss a ref: nothing is committed, or not on HEAD. */
  private static void checkHead(String source) throws IOException {
    List<String> refs = git(Path.of("/"), List.of("ls-remote", "--", source)).lines().toList();
    if (refs.stream().anyMatch(line -> line.endsWith("\tHEAD"))) {
      return;
    }
    List<String> branches =
        refs.stream()
            .filter(line -> line.contains("\trefs/heads/"))
            .map(line -> line.substring(line.indexOf("\trefs/heads/") + "\trefs/heads/".length()))
            .toList();
    throw new HttpError(
        422,
        branches.isEmpty()
            ? "the repository has no commit yet"
            : "the repository's HEAD names a branch without a commit; there are: "
                + String.join(", ", branches));
  }

  private static Optional<String> headBranch(String source) throws IOException {
    String answer = git(Path.of("/"), List.of("ls-remote", "--symref", "--", source, "HEAD"));
    return answer
        .lines()
        .filter(line -> line.startsWith("ref: "))
        .map(line -> line.substring("ref: ".length(), line.indexOf('\t')))
        .findFirst();
  }

  private static String git(Path directory, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.environment().put("LC_ALL", "C");
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    Process process = builder.start();
    try {
      // The reader ends with the process, so the limit is set on the process by a watcher.
      Thread watcher = Thread.ofVirtual().start(() -> limit(process));
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      watcher.interrupt();
      if (status != 0) {
        throw new HttpError(422, "git " + arguments.getFirst() + ": " + reason(output));
      }
      return output;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new HttpError(503, "stopping", e);
    }
  }

  private static void limit(Process process) {
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      // The process has ended: nothing to watch any more.
      Thread.currentThread().interrupt();
    }
  }

  /** The lines that say what went wrong; git follows them by general advice. */
  private static String reason(String output) {
    List<String> lines =
        output.lines().filter(line -> line.matches("(fatal|error|remote): .*")).toList();
    return lines.isEmpty() ? output : String.join(" ", lines);
  }
}
