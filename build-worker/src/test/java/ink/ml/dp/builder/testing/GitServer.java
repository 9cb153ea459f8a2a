package ink.ml.dp.builder.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A git host that speaks smart HTTP and wants a token. */
public final class GitServer implements AutoCloseable {
  private final Map<String, Repository> repositories = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer http;
  private final String token;
  private static final Pattern WANT = Pattern.compile("want ([0-9a-f]{40})");

  private volatile boolean onlyReferences;
  private volatile int answer;
  private volatile Optional<String> retryAfter = Optional.empty();
  private volatile Optional<URI> redirect = Optional.empty();
  private final Map<String, byte[]> large = new ConcurrentHashMap<>();
  private volatile Optional<URI> largeElsewhere = Optional.empty();
  private volatile int largeAnswer;
  private volatile boolean asGit;
  private volatile boolean brokenUploads;
  private volatile int bytesAtATime;
  private volatile UnaryOperator<byte[]> damage = UnaryOperator.identity();
  private volatile Optional<String> page = Optional.empty();
  private final Map<String, String> renamed = new ConcurrentHashMap<>();

  /**
   * @param token empty to let everybody in
   */
  public GitServer(String token) {
    this.token = token;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::handle);
    http.setExecutor(threads);
    http.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  public void serve(String name, Repository repository) {
    repositories.put(name, repository);
  }

  /** Gives nothing but what references name, in words of its own. */
  public void giveWhatReferencesName() {
    onlyReferences = true;
  }

  /** Answers everything with this status; 0 to work again. */
  public void answer(int status) {
    answer = status;
  }

  /** Says with every refusal how many seconds to wait. */
  public void retryAfter(int seconds) {
    retryAfter = Optional.of(String.valueOf(seconds));
  }

  /** Keeps a file by Git LFS. */
  public void keep(String oid, byte[] content) {
    large.put(oid, content);
  }

  /** Says that files of Git LFS are on another host. */
  public void keepElsewhere(URI host) {
    largeElsewhere = Optional.of(host);
  }

  /** Sends everybody elsewhere. */
  public void redirect(URI target) {
    redirect = Optional.of(target);
  }

  /** Answers questions for files of Git LFS with this status; 0 to work again. */
  public void answerLarge(int status) {
    largeAnswer = status;
  }

  /** Lets Git itself answer, as most hosts do. */
  public void answerAsGit() {
    asGit = true;
  }

  /** Lets Git itself answer, and damages the packs that it sends; less than all breaks off. */
  public void damagePacks(UnaryOperator<byte[]> change) {
    asGit = true;
    damage = change;
  }

  /** Shows everybody a page, as what stands in front of a host does. */
  public void showPage(String html) {
    page = Optional.of(html);
  }

  /** Says what it has, and then breaks. */
  public void breakUploads() {
    brokenUploads = true;
  }

  /** Sends so little twenty times a second. */
  public void sendSlowly(int bytes) {
    bytesAtATime = bytes;
  }

  /** Sends who asks for the old name to the new one. */
  public void rename(String old, String now) {
    repositories.put(now, repositories.remove(old));
    renamed.put(old, now);
  }

  /** Method, path and whether it came with credentials, of all requests so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      requests.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI().getPath()
              + (authorization == null ? "" : " with credentials"));
      if (page.isPresent()) {
        byte[] html = page.get().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, html.length);
        exchange.getResponseBody().write(html);
      } else if (answer != 0) {
        retryAfter.ifPresent(wait -> exchange.getResponseHeaders().set("Retry-After", wait));
        exchange.sendResponseHeaders(answer, -1);
      } else if (oldName(exchange).isPresent()) {
        String old = oldName(exchange).get();
        exchange
            .getResponseHeaders()
            .add(
                "Location",
                url() + exchange.getRequestURI().toString().replace(old, renamed.get(old)));
        exchange.sendResponseHeaders(301, -1);
      } else if (redirect.isPresent()) {
        exchange
            .getResponseHeaders()
            .add("Location", redirect.get() + exchange.getRequestURI().toString());
        exchange.sendResponseHeaders(302, -1);
      } else if (!authorized(authorization)) {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(401, -1);
      } else {
        serve(exchange);
      }
    }
  }

  private Optional<String> oldName(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return renamed.keySet().stream().filter(old -> path.startsWith("/" + old + ".git/")).findAny();
  }

  private boolean authorized(String authorization) {
    if (token.isEmpty()) {
      return true;
    }
    if (authorization == null || !authorization.startsWith("Basic ")) {
      return false;
    }
    String pair =
        new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8);
    return pair.endsWith(":" + token);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.contains("/info/lfs/objects/")) {
      if (largeAnswer != 0) {
        retryAfter.ifPresent(wait -> exchange.getResponseHeaders().set("Retry-After", wait));
        exchange.sendResponseHeaders(largeAnswer, -1);
        return;
      }
      serveLarge(exchange, path);
      return;
    }
    int end = path.indexOf(".git/");
    Repository repository = end < 0 ? null : repositories.get(path.substring(1, end));
    if (repository == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    if (brokenUploads && !path.endsWith("/info/refs")) {
      exchange.sendResponseHeaders(503, -1);
      return;
    }
    if (asGit) {
      serveByGit(exchange, repository, path.endsWith("/info/refs"));
      return;
    }
    try (UploadPack pack = new UploadPack(repository)) {
      pack.setBiDirectionalPipe(false);
      pack.setRequestPolicy(UploadPack.RequestPolicy.ANY);
      String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
      if (protocol != null) {
        pack.setExtraParameters(List.of(protocol));
      }
      if (path.endsWith("/info/refs")) {
        advertise(exchange, pack);
      } else {
        upload(exchange, pack);
      }
    }
  }

  private void serveByGit(HttpExchange exchange, Repository repository, boolean advertise)
      throws IOException {
    ProcessBuilder git = new ProcessBuilder("git", "upload-pack", "--stateless-rpc");
    if (advertise) {
      git.command().add("--http-backend-info-refs");
    }
    git.command().add(repository.getDirectory().toString());
    git.redirectError(ProcessBuilder.Redirect.DISCARD);
    String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
    if (protocol != null) {
      git.environment().put("GIT_PROTOCOL", protocol);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (advertise && protocol == null) {
      body.writeBytes("001e# service=git-upload-pack\n0000".getBytes(StandardCharsets.US_ASCII));
    }
    Process process = git.start();
    try (OutputStream to = process.getOutputStream()) {
      question(exchange).transferTo(to);
    }
    process.getInputStream().transferTo(body);
    exchange
        .getResponseHeaders()
        .add(
            "Content-Type",
            "application/x-git-upload-pack-" + (advertise ? "advertisement" : "result"));
    exchange.sendResponseHeaders(200, body.size());
    byte[] all = body.toByteArray();
    exchange.getResponseBody().write(advertise ? all : damage.apply(all));
  }

  private static InputStream question(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
        ? new GZIPInputStream(in)
        : in;
  }

  private void serveLarge(HttpExchange exchange, String path) throws IOException {
    if (!path.endsWith("/batch")) {
      byte[] content = large.get(path.substring(path.lastIndexOf('/') + 1));
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
      return;
    }
    ObjectMapper json = new ObjectMapper();
    ObjectNode answer = json.createObjectNode();
    ArrayNode objects = answer.putArray("objects");
    for (JsonNode asked : json.readTree(exchange.getRequestBody()).path("objects")) {
      String oid = asked.path("oid").asText();
      ObjectNode object = objects.addObject().put("oid", oid);
      if (large.containsKey(oid)) {
        String host = largeElsewhere.orElse(url()).toString();
        object
            .putObject("actions")
            .putObject("download")
            .put("href", host + path.replace("/batch", "/" + oid));
      } else {
        object.putObject("error").put("code", 404);
      }
    }
    byte[] body = json.writeValueAsBytes(answer);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void advertise(HttpExchange exchange, UploadPack pack) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    pack.sendAdvertisedRefs(
        new PacketLineOutRefAdvertiser(new PacketLineOut(body)), "git-upload-pack");
    exchange
        .getResponseHeaders()
        .add("Content-Type", "application/x-git-upload-pack-advertisement");
    exchange.sendResponseHeaders(200, body.size());
    body.writeTo(exchange.getResponseBody());
  }

  private void upload(HttpExchange exchange, UploadPack pack) throws IOException {
    byte[] asked = question(exchange).readAllBytes();
    InputStream in = new ByteArrayInputStream(asked);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status = 200;
    try {
      if (onlyReferences) {
        refuseOthers(pack.getRepository(), new String(asked, StandardCharsets.ISO_8859_1));
      }
      pack.uploadWithExceptionPropagation(in, body, OutputStream.nullOutputStream());
    } catch (PackProtocolException e) {
      // As JGit's servlet and Git itself say it: in the protocol.
      body.reset();
      new PacketLineOut(body).writeString("ERR " + e.getMessage());
    } catch (MissingObjectException _) {
      status = 500;
    }
    exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-result");
    exchange.sendResponseHeaders(status, body.size() == 0 ? -1 : body.size());
    if (bytesAtATime == 0) {
      body.writeTo(exchange.getResponseBody());
    } else {
      drip(body.toByteArray(), exchange.getResponseBody());
    }
  }

  private static void refuseOthers(Repository repository, String question) throws IOException {
    Set<String> named = new HashSet<>();
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      named.add(ref.getObjectId().name());
    }
    Matcher want = WANT.matcher(question);
    while (want.find()) {
      if (!named.contains(want.group(1))) {
        throw new PackProtocolException("want " + want.group(1) + " not valid");
      }
    }
  }

  private void drip(byte[] all, OutputStream out) throws IOException {
    try {
      for (int from = 0; from < all.length; from += bytesAtATime) {
        out.write(all, from, Math.min(bytesAtATime, all.length - from));
        out.flush();
        Thread.sleep(50);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
