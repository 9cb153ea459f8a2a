package ink.ml.dp.registrygc.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Lists objects in pages as an API server does, and fails as a test says. */
final class FakeApiServer implements AutoCloseable {
  static final String ALLOWED = "a-token-that-may-list";
  static final String FORBIDDEN = "a-token-that-may-nothing";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> PATHS =
      Map.of(
          "Pod", "/api/v1/pods",
          "ConfigMap", "/api/v1/configmaps",
          "Namespace", "/api/v1/namespaces",
          "Deployment", "/apis/apps/v1/deployments",
          "ReplicaSet", "/apis/apps/v1/replicasets",
          "StatefulSet", "/apis/apps/v1/statefulsets",
          "DaemonSet", "/apis/apps/v1/daemonsets",
          "ControllerRevision", "/apis/apps/v1/controllerrevisions",
          "Job", "/apis/batch/v1/jobs",
          "CronJob", "/apis/batch/v1/cronjobs");

  /** What is answered instead. */
  record Answer(int status, String body) {}

  /** A test's wish: the answer to a request, if not the usual one. */
  interface Fault {
    Optional<Answer> answer(String path, Map<String, String> query, Answer usual);
  }

  private final HttpServer server;
  private final Map<String, List<JsonNode>> objects = new HashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile int stall = Integer.MAX_VALUE;
  private volatile Fault fault = (path, query, usual) -> Optional.empty();

  FakeApiServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** A server with what every cluster has. */
  static FakeApiServer withCluster() {
    FakeApiServer server = new FakeApiServer();
    server.apply(KubeObjects.namespace("kube-system"));
    server.apply(KubeObjects.pod("kube-system", "coredns", "docker.io/dp-devstack/coredns:node"));
    return server;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  ApiAccess access(String token) {
    return new ApiAccess(uri(), Optional.empty(), () -> Optional.of(token));
  }

  List<String> requests() {
    return requests;
  }

  void fails(Fault wish) {
    fault = wish;
  }

  /** Sends no more than this of any answer, and does not end it until the server is closed. */
  void stallsAfter(int bytes) {
    stall = bytes;
  }

  void apply(String manifest) {
    JsonNode object = read(manifest).deepCopy();
    ((ObjectNode) object.get("metadata")).put("uid", UUID.randomUUID().toString());
    objects
        .computeIfAbsent(PATHS.get(object.get("kind").asText()), path -> new ArrayList<>())
        .add(object);
  }

  String uid(String kind, String name) {
    return objects.getOrDefault(PATHS.get(kind), List.of()).stream()
        .filter(object -> object.at("/metadata/name").asText().equals(name))
        .map(object -> object.at("/metadata/uid").asText())
        .findFirst()
        .orElseThrow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      requests.add(exchange.getRequestURI().toString());
      Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
      Answer usual = answer(exchange.getRequestHeaders().getFirst("Authorization"), path, query);
      Answer answer = fault.answer(path, query, usual).orElse(usual);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body, 0, Math.min(stall, body.length));
      if (body.length > stall) {
        exchange.getResponseBody().flush();
        closed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(String authorization, String path, Map<String, String> query) {
    if (("Bearer " + FORBIDDEN).equals(authorization)) {
      String resource = path.substring(path.lastIndexOf('/') + 1);
      return status(403, resource + " is forbidden: User cannot list resource \"" + resource);
    }
    if (!("Bearer " + ALLOWED).equals(authorization)) {
      return status(401, "Unauthorized");
    }
    Optional<String> kind =
        PATHS.entrySet().stream()
            .filter(entry -> entry.getValue().equals(path))
            .map(Map.Entry::getKey)
            .findFirst();
    return kind.map(k -> new Answer(200, page(k, path, query).toString()))
        .orElseGet(() -> status(404, "the server could not find the requested resource"));
  }

  private JsonNode page(String kind, String path, Map<String, String> query) {
    List<JsonNode> selected =
        objects.getOrDefault(path, List.of()).stream()
            .filter(object -> selects(query.getOrDefault("labelSelector", ""), object))
            .toList();
    int from = Integer.parseInt(query.getOrDefault("continue", "0"));
    int to = Math.min(selected.size(), from + Integer.parseInt(query.get("limit")));
    ObjectNode list = JSON.createObjectNode();
    list.put("kind", kind + "List");
    ObjectNode metadata = list.putObject("metadata").put("resourceVersion", "7");
    if (to < selected.size()) {
      metadata.put("continue", String.valueOf(to)).put("remainingItemCount", selected.size() - to);
    }
    ArrayNode items = list.putArray("items");
    items.addAll(selected.subList(from, to));
    return list;
  }

  private static boolean selects(String selector, JsonNode object) {
    if (selector.isEmpty()) {
      return true;
    }
    String[] parts = selector.split("=", 2);
    return object.path("metadata").path("labels").path(parts[0]).asText().equals(parts[1]);
  }

  static Answer status(int code, String message) {
    ObjectNode status = JSON.createObjectNode().put("kind", "Status").put("status", "Failure");
    return new Answer(code, status.put("message", message).put("code", code).toString());
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    Stream.of(raw == null ? new String[0] : raw.split("&"))
        .map(part -> part.split("=", 2))
        .forEach(part -> query.put(part[0], URLDecoder.decode(part[1], StandardCharsets.UTF_8)));
    return query;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
