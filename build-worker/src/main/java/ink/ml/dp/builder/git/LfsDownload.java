package ink.ml.dp.builder.git;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.runtime.http.HttpCaller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what Git LFS keeps, by its batch API, from the repository's own host and from no other.
 */
final class LfsDownload {
  private static final String JSON_TYPE = "application/vnd.git-lfs+json";
  private static final int BATCH = 100;
  private static final int MOST_ANSWERED = 8 << 20;

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
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(remote.url() + "/info/lfs/objects/batch"))
            .header("Accept", JSON_TYPE)
            .header("Content-Type", JSON_TYPE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(question(pointers)));
    authorize(request);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    HttpResponse<Void> answer = exchange(first, request, some -> keep(some, body));
    if (answer.statusCode() != 200) {
      throw refused(first, "to the question for it", answer);
    }
    Map<String, JsonNode> answers = new HashMap<>();
    json.readTree(body.toByteArray())
        .path("objects")
        .forEach(object -> answers.put(object.path("oid").asText(), object));
    return answers;
  }

  private static void keep(byte[] some, ByteArrayOutputStream body) {
    body.write(some, 0, Math.min(some.length, MOST_ANSWERED - body.size()));
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
      throw refused(pointer, "the git host does not have its content");
    }
    JsonNode action = object.path("actions").path("download");
    URI href = uri(action.path("href").asText(""));
    if (!sameHost(href)) {
      throw refused(pointer, "its content is on another host, which is not asked");
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(href);
    boolean authorized = false;
    for (Map.Entry<String, JsonNode> header : action.path("header").properties()) {
      add(request, header.getKey(), header.getValue().asText());
      authorized |= header.getKey().equalsIgnoreCase("Authorization");
    }
    if (!authorized) {
      authorize(request);
    }
    download(pointer, request, file);
  }

  private void download(LfsPointer pointer, HttpRequest.Builder request, Path file)
      throws IOException {
    MessageDigest digest = sha256();
    HttpResponse<Void> answer;
    try (OutputStream out =
        new DigestOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            digest)) {
      answer = exchange(pointer, request, new Content(pointer, out)::take);
    }
    if (answer.statusCode() != 200) {
      throw refused(pointer, "to its download", answer);
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(pointer.oid())) {
      throw refused(pointer, "what the git host sends is not its content");
    }
    if (pointer.executable()) {
      TreeCheckout.makeExecutable(file);
    }
  }

  /** Writes what comes, but not more than there may be. */
  private final class Content {
    private final LfsPointer pointer;
    private final OutputStream out;
    private long written;

    Content(LfsPointer pointer, OutputStream out) {
      this.pointer = pointer;
      this.out = out;
    }

    void take(byte[] some) {
      try {
        written += some.length;
        if (written > pointer.size()) {
          throw refused(pointer, "what the git host sends is not its content");
        }
        out.write(some);
        monitor.step("Fetching large files");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The body is taken when the status is 200. */
  private HttpResponse<Void> exchange(
      LfsPointer pointer, HttpRequest.Builder request, Consumer<byte[]> body) throws IOException {
    HttpCaller http = new HttpCaller(limits.deadline(), limits.silence());
    try {
      return http.exchange(
          request.build(),
          answer ->
              answer.statusCode() == 200
                  ? BodySubscribers.ofByteArrayConsumer(some -> some.ifPresent(body))
                  : BodySubscribers.replacing(null));
    } catch (InterruptedException e) {
      throw fetching(pointer).interrupted(e);
    }
  }

  /** What the client sets itself, such as the length, it does not let others set. */
  private static void add(HttpRequest.Builder request, String name, String value) {
    try {
      request.setHeader(name, value);
    } catch (IllegalArgumentException _) {
      // Left out, as it was meant to be.
    }
  }

  private void authorize(HttpRequest.Builder request) {
    remote
        .credentials()
        .ifPresent(
            c ->
                request.setHeader(
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

  private DeployException refused(LfsPointer pointer, String because) {
    return fetching(pointer).failed(FailureCode.LFS_UNAVAILABLE, because);
  }

  /** What the host answers to everybody, or to a token that has ended, is not the file's fault. */
  private DeployException refused(LfsPointer pointer, String to, HttpResponse<?> answer) {
    int status = answer.statusCode();
    Optional<Duration> wait = RetryAfter.of(answer.headers()::firstValue, Instant.now());
    FailureCode code =
        status == 429 || status >= 500 || (status == 403 && wait.isPresent())
            ? FailureCode.GIT_HOST_UNAVAILABLE
            : status == 401 && remote.credentials().isPresent()
                ? FailureCode.GIT_CREDENTIALS_REJECTED
                : FailureCode.LFS_UNAVAILABLE;
    DeployException failure =
        fetching(pointer).failed(code, "the git host answers " + status + " " + to);
    return code == FailureCode.GIT_HOST_UNAVAILABLE
        ? wait.map(failure::retryAfter).orElse(failure)
        : failure;
  }

  private Action fetching(LfsPointer pointer) {
    return new Action("fetch '%s' of %s from Git LFS".formatted(pointer.path(), remote.name()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
