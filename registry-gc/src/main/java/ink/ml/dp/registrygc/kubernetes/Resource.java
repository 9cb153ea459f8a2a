package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.model.name.Labels;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What is listed, of the whole cluster. The service account needs {@code list} on these and nothing
 * else. What is made comes before what makes it: whatever is made while the lists are read is still
 * seen through its maker.
 */
enum Resource {
  PODS("/api/v1/pods", "Pod"),
  /** Those without replicas too: they are what a rollback goes back to. */
  REPLICA_SETS("/apis/apps/v1/replicasets", "ReplicaSet"),
  DEPLOYMENTS("/apis/apps/v1/deployments", "Deployment"),
  /** The history of stateful sets and daemon sets. */
  CONTROLLER_REVISIONS("/apis/apps/v1/controllerrevisions", "ControllerRevision"),
  STATEFUL_SETS("/apis/apps/v1/statefulsets", "StatefulSet"),
  DAEMON_SETS("/apis/apps/v1/daemonsets", "DaemonSet"),
  JOBS("/apis/batch/v1/jobs", "Job"),
  CRON_JOBS("/apis/batch/v1/cronjobs", "CronJob"),
  /** The deploy worker's records of releases. */
  RELEASE_RECORDS("/api/v1/configmaps", "ConfigMap", Labels.RECORD + "=" + Labels.RECORD_RELEASES),
  NAMESPACES("/api/v1/namespaces", "Namespace");

  private final String path;
  private final String kind;
  private final String selector;

  Resource(String path, String kind) {
    this(path, kind, "");
  }

  Resource(String path, String kind, String selector) {
    this.path = path;
    this.kind = kind;
    this.selector = selector;
  }

  /** Of one object. */
  String kind() {
    return kind;
  }

  /** The kind of what a list request answers. */
  String listKind() {
    return kind + "List";
  }

  /** For sentences: {@code the pods}. */
  String plural() {
    return "the " + path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Path and query of one page.
   *
   * @param token of the page before; empty for the first
   */
  String page(int limit, String token) {
    StringBuilder target = new StringBuilder(path).append("?limit=").append(limit);
    if (!selector.isEmpty()) {
      target.append("&labelSelector=").append(encoded(selector));
    }
    if (!token.isEmpty()) {
      target.append("&continue=").append(encoded(token));
    }
    return target.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
