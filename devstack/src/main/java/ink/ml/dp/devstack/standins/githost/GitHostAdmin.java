package ink.ml.dp.devstack.standins.githost;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.devstack.standins.http.AdminHttp;
import ink.ml.dp.devstack.standins.http.Faults;
import ink.ml.dp.model.name.CommitSha;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the devstack's command line and tests ask of the git host stand-in. */
public final class GitHostAdmin {
  private final AdminHttp http;

  public GitHostAdmin(AdminHttp http) {
    this.http = http;
  }

  /** Makes a repository without a commit; one that is there stays as it is. */
  public void create(RepositoryKey key) {
    http.put(path(key), Map.of());
  }

  /**
   * Makes a repository equal to any other; private until said otherwise.
   *
   * @param source a git URL, or the absolute path of a repository on this machine
   * @return the commit that HEAD means
   * @throws ink.ml.dp.devstack.standins.http.HttpError 422 with git's own words when it cannot be
   *     read
   */
  public CommitSha importFrom(RepositoryKey key, String source) {
    return change(key, "import", new GitHostPages.ImportBody(source));
  }

  /** Makes the head of a repository equal to a directory's files; no commit when it is already. */
  public CommitSha commitDirectory(RepositoryKey key, Path directory, String message) {
    return change(
        key,
        "directory",
        new GitHostPages.DirectoryBody(directory.toAbsolutePath().toString(), message));
  }

  /**
   * Commits changed files on top of a repository's head.
   *
   * @param files paths to new content; null removes a file
   */
  public CommitSha commitFiles(
      RepositoryKey key, Map<String, @Nullable String> files, String message) {
    return change(key, "files", new GitHostPages.FilesBody(files, message));
  }

  public void setAccess(RepositoryKey key, Access access) {
    http.put(path(key) + "/access", new GitHostPages.AccessBody(access.wire()));
  }

  /** Installs the GitHub App for an owner's repositories. */
  public void install(long installation, String owner) {
    http.put("-/admin/installations/" + installation, new GitHostPages.InstallationBody(owner));
  }

  public void setFault(Faults.Fault fault) {
    http.put("-/admin/faults", fault);
  }

  /** Every repository, as {@code gitea/owner/name}. */
  public List<String> repositories() {
    List<String> names = new ArrayList<>();
    http.get("-/admin/repositories").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private CommitSha change(RepositoryKey key, String what, Object body) {
    JsonNode answer = http.post(path(key) + "/" + what, body);
    return new CommitSha(answer.path("commit_sha").asText());
  }

  private static String path(RepositoryKey key) {
    return "-/admin/repositories/" + key.path();
  }
}
