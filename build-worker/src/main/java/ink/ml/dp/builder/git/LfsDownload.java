package ink.ml.dp.builder.git;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what Git LFS keeps, by its batch API, from the repository's own host and from no other.
 */
final class LfsDownload {
  private static final String JSON_TYPE = "application/vnd.git-lfs+json";
  private static final int BATCH = 100;

  private final ObjectMapper json = new ObjectMapper();
  private final GitRemote remote;
  private final GitLimits limits;
  private final CloneMonitor monitor;

  LfsDownload(GitRemote remote, GitLimits limits, CloneMonitor monitor) {
    this.remote = remote;
    this.limits = limits;
    this.monitor = monitor;
  }

  /**
   * @param root that the pointers' paths are relative to; nothing is there yet under their names
   * @throws DeployException {@code LFS_UNAVAILABLE} naming the file, or {@code
   *     GIT_HOST_UNAVAILABLE}
   */
  void write(List<LfsPointer> pointers, Path root, TreeBudget budget) throws IOException {
    for (int from = 0; from < pointers.size(); from += BATCH) {
      List<LfsPointer> some = pointers.subList(from, Math.min(from + BATCH, pointers.size()));
      Map<String, JsonNode> answers = ask(some);
      for (LfsPointer pointer : some) {
        monitor.step("Fetching large files");
        budget.file(pointer.path(), pointer.size());
        fetch(pointer, answers.get(pointer.oid()), root.resolve(pointer.path()));
      }
    }
  }

  private Map<String, JsonNode> ask(List<LfsPointer> pointers) throws IOException {
    LfsPointer first = pointers.getFirst();
    HttpURLConnection http = open(URI.create(remote.url() + "/info/lfs/objects/batch"));
    http.setRequestMethod("POST");
    http.setRequestProperty("Accept", JSON_TYPE);
    http.setRequestProperty("Content-Type", JSON_TYPE);
    authorize(http);
    http.setDoOutput(true);
    try (OutputStream out = http.getOutputStream()) {
      out.write(question(pointers));
    }
    int status = http.getResponseCode();
    if (status != 200) {
      throw refused(first, "the git host answers " + status + " to the question for it", status);
    }
    Map<String, JsonNode> answers = new HashMap<>();
    try (InputStream in = http.getInputStream()) {
      json.readTree(in.readNBytes(8 << 20))
          .path("objects")
          .forEach(object -> answers.put(object.path("oid").asText(), object));
    }
    return answers;
  }

  private byte[] question(List<LfsPointer> pointers) throws IOException {
    ObjectNode body = json.createObjectNode();
    body.put("operation", "download");
    body.putArray("transfers").add("basic");
    body.put("hash_algo", "sha256");
    ArrayNode objects = body.putArray("objects");
    pointers.forEach(p -> objects.addObject().put("oid", p.oid()).put("size", p.size()));
    return json.writeValueAsBytes(body);
  }

  private void fetch(LfsPointer pointer, @Nullable JsonNode object, Path file) throws IOException {
    if (object == null || object.has("error")) {
      throw refused(pointer, "the git host does not have its content", 404);
    }
    JsonNode action = object.path("actions").path("download");
    URI href = uri(action.path("href").asText(""));
    if (!sameHost(href)) {
      throw refused(pointer, "its content is on another host, which is not asked", 404);
    }
    HttpURLConnection http = open(href);
    boolean authorized = false;
    for (Map.Entry<String, JsonNode> header : action.path("header").properties()) {
      http.setRequestProperty(header.getKey(), header.getValue().asText());
      authorized |= header.getKey().equalsIgnoreCase("Authorization");
    }
    if (!authorized) {
      authorize(http);
    }
    int status = http.getResponseCode();
    if (status != 200) {
      throw refused(pointer, "the git host answers " + status + " to its download", status);
    }
    try (InputStream in = http.getInputStream()) {
      copy(pointer, in, file);
    }
  }

  private void copy(LfsPointer pointer, InputStream in, Path file) throws IOException {
    MessageDigest digest = sha256();
    long written = 0;
    try (OutputStream out =
        new DigestOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            digest)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0 && written <= pointer.size(); ) {
        out.write(buffer, 0, read);
        written += read;
        monitor.step("Fetching large files");
        read = in.read(buffer);
      }
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(pointer.oid())) {
      throw refused(pointer, "what the git host sends is not its content", 404);
    }
    if (pointer.executable()) {
      TreeCheckout.makeExecutable(file);
    }
  }

  private HttpURLConnection open(URI uri) throws IOException {
    HttpURLConnection http = (HttpURLConnection) uri.toURL().openConnection();
    int silence = Math.toIntExact(limits.silence().toMillis());
    http.setConnectTimeout(silence);
    http.setReadTimeout(silence);
    http.setInstanceFollowRedirects(false);
    return http;
  }

  private void authorize(HttpURLConnection http) {
    remote
        .credentials()
        .ifPresent(
            c ->
                http.setRequestProperty(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(
                                (GitCredentials.USER + ":" + c.token())
                                    .getBytes(StandardCharsets.UTF_8))));
  }

  private boolean sameHost(URI href) {
    URI own = remote.url();
    return own.getScheme().equals(href.getScheme())
        && own.getHost().equalsIgnoreCase(href.getHost())
        && own.getPort() == href.getPort();
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException _) {
      return URI.create("");
    }
  }

  private DeployException refused(LfsPointer pointer, String because, int status) {
    boolean passing = status == 429 || status >= 500;
    return new DeployException(
        passing ? FailureCode.GIT_HOST_UNAVAILABLE : FailureCode.LFS_UNAVAILABLE,
        "fetch '%s' of %s from Git LFS".formatted(pointer.path(), remote.name()),
        because);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
