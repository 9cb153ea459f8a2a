package ink.ml.dp.builder.git;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.name.RepositoryName;
import ink.ml.dp.runtime.http.HttpCaller;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What is asked of GitHub's API, of its own host alone. */
final class GitHubApi {
  private static final HttpCaller HTTP = new HttpCaller(Duration.ofSeconds(15));
  private static final int MOST_REDIRECTS = 3;

  private final ObjectMapper json = new ObjectMapper();
  private final String root;

  GitHubApi(URI root) {
    String text = root.toString();
    this.root = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** Asks for a token that reads one repository's contents. */
  HttpResponse<String> tokenFor(
      Action action, long installation, RepositoryName repository, String jwt) {
    ObjectNode body = json.createObjectNode();
    String name = repository.value();
    body.putArray("repositories").add(name.substring(name.indexOf('/') + 1));
    return token(action, installation, body, "contents", jwt);
  }

  /** The same, by the number that a repository keeps whatever it is called. */
  HttpResponse<String> tokenFor(Action action, long installation, long repository, String jwt) {
    ObjectNode body = json.createObjectNode();
    body.putArray("repository_ids").add(repository);
    return token(action, installation, body, "contents", jwt);
  }

  /** Asks for a token that finds the installation's repositories and reads none. */
  HttpResponse<String> tokenToLook(Action action, long installation, String jwt) {
    return token(action, installation, json.createObjectNode(), "metadata", jwt);
  }

  /**
   * The number of a repository that has another name by now.
   *
   * @return empty for one that is not there, or is called so
   */
  OptionalLong renamed(Action action, RepositoryName repository, String token) {
    URI uri = URI.create(root + "/repos/" + repository);
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpResponse<String> answer = send(action, request(uri, token).GET().build());
      Optional<URI> next = answer.headers().firstValue("Location").flatMap(this::own);
      if (answer.statusCode() == 200) {
        return number(answer.body(), repository);
      }
      if (answer.statusCode() / 100 != 3 || next.isEmpty()) {
        return OptionalLong.empty();
      }
      uri = next.get();
    }
    return OptionalLong.empty();
  }

  private OptionalLong number(String body, RepositoryName asked) {
    try {
      JsonNode found = json.readTree(body);
      RepositoryName name = new RepositoryName(found.path("full_name").asText());
      long id = found.path("id").asLong();
      return id <= 0 || name.value().equalsIgnoreCase(asked.value())
          ? OptionalLong.empty()
          : OptionalLong.of(id);
    } catch (IOException | InvalidValueException _) {
      return OptionalLong.empty();
    }
  }

  private Optional<URI> own(String location) {
    return location.startsWith(root + "/") ? Optional.of(URI.create(location)) : Optional.empty();
  }

  private HttpResponse<String> token(
      Action action, long installation, ObjectNode body, String permission, String jwt) {
    body.putObject("permissions").put(permission, "read");
    URI uri = URI.create(root + "/app/installations/" + installation + "/access_tokens");
    return send(
        action,
        request(uri, jwt)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build());
  }

  private static HttpRequest.Builder request(URI uri, String bearer) {
    return HttpRequest.newBuilder(uri)
        .header("Accept", "application/vnd.github+json")
        .header("Authorization", "Bearer " + bearer)
        .header("X-GitHub-Api-Version", "2022-11-28");
  }

  private static HttpResponse<String> send(Action action, HttpRequest request) {
    return HTTP.call(
        action,
        FailureCode.GIT_HOST_UNAVAILABLE,
        "its API does not answer",
        request,
        HttpResponse.BodyHandlers.ofString());
  }
}
