package ink.ml.dp.devstack.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.name.Labels;
import java.time.Duration;
import java.util.List;

/**
 * A service as the cluster has it.
 *
 * @param state {@code running} when all its pods are ready, otherwise {@code starting}
 * @param release such as {@code r7}
 */
public record DeployedService(
    @JsonProperty("name") String name,
    @JsonProperty("state") String state,
    @JsonProperty("release") String release,
    @JsonProperty("url") String url) {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String COLUMNS =
      "jsonpath={range .items[*]}{.metadata.name}{'\\t'}{.metadata.annotations.%s}{'\\t'}"
              .formatted(Labels.RELEASE.replace(".", "\\."))
          + "{.spec.replicas}{'\\t'}{.status.readyReplicas}{'\\n'}{end}";

  static List<DeployedService> list(Cluster cluster, Endpoints endpoints) {
    String table =
        cluster.kubectl(
            LIMIT,
            "",
            "get",
            "deployments",
            "--all-namespaces",
            "--selector=" + Labels.SERVICE,
            "--output=" + COLUMNS);
    return table
        .lines()
        .map(line -> line.split("\t", -1))
        .filter(columns -> columns.length == 4)
        .map(
            columns ->
                new DeployedService(
                    columns[0],
                    columns[2].equals(columns[3]) ? "running" : "starting",
                    columns[1],
                    endpoints.serviceUrl(columns[0])))
        .toList();
  }
}
