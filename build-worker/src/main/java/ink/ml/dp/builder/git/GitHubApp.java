package ink.ml.dp.builder.git;

import java.net.URI;
import java.security.PrivateKey;

/**
 * The platform's GitHub App.
 *
 * @param apiUrl where tokens are asked for
 * @param appId GitHub's number or client ID of the app
 */
public record GitHubApp(URI apiUrl, String appId, PrivateKey key) {
  @Override
  public String toString() {
    return "GitHubApp[" + appId + " at " + apiUrl + "]";
  }
}
