package ink.ml.dp.deploy.rights;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * What a client asks the API server for, in the words of RBAC: {@code <where> <verb>
 * <group>/<resource>}, where is {@code cluster}, {@code claims} or {@code tenant}.
 */
final class RecordedCalls implements Interceptor {
  private final Set<String> used = new ConcurrentSkipListSet<>();
  private final Set<String> refused = new ConcurrentSkipListSet<>();

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Response response = chain.proceed(request);
    for (String verb : verbs(request, response.code())) {
      used.add(where(request) + " " + verb + " " + resource(request));
    }
    if (response.code() == 403) {
      refused.add(request.method() + " " + request.url().encodedPath());
    }
    return response;
  }

  Set<String> used() {
    return new TreeSet<>(used);
  }

  /** Requests that the account had no right to, or that a policy refused. */
  Set<String> refused() {
    return new TreeSet<>(refused);
  }

  /** The same words for what a role allows. */
  static Set<String> allowed(String where, JsonNode rules) {
    Set<String> all = new TreeSet<>();
    for (JsonNode rule : rules) {
      for (JsonNode verb : rule.path("verbs")) {
        for (JsonNode group : rule.path("apiGroups")) {
          for (JsonNode resource : rule.path("resources")) {
            all.add(where + " " + verb.asText() + " " + group.asText() + "/" + resource.asText());
          }
        }
      }
    }
    return all;
  }

  private static List<String> verbs(Request request, int status) {
    boolean one = path(request).size() % 2 == 0;
    return switch (request.method()) {
      case "POST" -> List.of("create");
      case "PUT" -> List.of("update");
      case "DELETE" -> List.of("delete");
      // An apply that makes the object needs both.
      case "PATCH" -> status == 201 ? List.of("create", "patch") : List.of("patch");
      default -> {
        if (request.url().queryParameter("watch") != null) {
          yield List.of("watch");
        }
        yield List.of(one || resource(request).endsWith("/pods/log") ? "get" : "list");
      }
    };
  }

  private static String where(Request request) {
    List<String> path = path(request);
    boolean namespaced = path.size() > 2;
    if (!namespaced || path.contains("rolebindings")) {
      return "cluster";
    }
    return path.get(1).equals("dp-claims") ? "claims" : "tenant";
  }

  private static String resource(Request request) {
    List<String> path = path(request);
    String resource = path.size() > 2 ? path.get(2) : path.getFirst();
    String sub = path.size() > 4 ? "/" + path.get(4) : "";
    List<String> whole = request.url().pathSegments();
    String group = whole.getFirst().equals("apis") ? whole.get(1) : "";
    return group + "/" + resource + sub;
  }

  /** What follows the version: {@code namespaces/<name>/<resource>/<name>/<sub-resource>}. */
  private static List<String> path(Request request) {
    List<String> whole = request.url().pathSegments();
    return whole.subList(whole.getFirst().equals("apis") ? 3 : 2, whole.size());
  }
}
