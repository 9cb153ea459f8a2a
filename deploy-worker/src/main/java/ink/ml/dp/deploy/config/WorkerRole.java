package ink.ml.dp.deploy.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this worker is bound to in each tenant's namespace, so that it needs no cluster-wide right
 * to Secrets: a ClusterRole that it may bind and no other.
 *
 * @param clusterRole the role's name
 * @param namespace where the worker's service account is
 * @param serviceAccount the account's name
 */
public record WorkerRole(String clusterRole, String namespace, String serviceAccount) {
  private static final Pattern SETTING =
      Pattern.compile("([a-z0-9.:-]{1,253})=([a-z0-9-]{1,63})/([a-z0-9.-]{1,253})");

  /** Reads {@code <cluster role>=<namespace>/<service account>}. */
  static WorkerRole parse(String text) {
    Matcher matcher = SETTING.matcher(text);
    DeploySettings.require(
        matcher.matches(), "must be <cluster role>=<namespace>/<service account>");
    return new WorkerRole(matcher.group(1), matcher.group(2), matcher.group(3));
  }
}
