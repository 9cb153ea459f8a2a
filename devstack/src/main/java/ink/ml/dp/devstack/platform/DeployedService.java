package ink.ml.dp.devstack.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.name.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A service as the cluster has it.
 *
 * @param state {@code running} when all pods of its release are ready, otherwise {@code starting}
 * @param release the one that visitors are led to, such as {@code r7}
 */
public record DeployedService(
    @JsonProperty("name") String name,
    @JsonProperty("state") String state,
    @JsonProperty("release") String release,
    @JsonProperty("url") String url) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Of a Service the release that it leads to, of a Deployment the one that it is. */
  private static final String COLUMNS =
      "jsonpath={range .items[*]}{.kind}{'\\t'}{.metadata.labels.%s}{'\\t'}{.metadata.annotations.%s}"
              .formatted(jsonPath(Labels.SERVICE), jsonPath(Labels.RELEASE))
          + "{'\\t'}{.spec.replicas}{'\\t'}{.status.readyReplicas}"
          + "{'\\t'}{.metadata.namespace}{'\\t'}{.spec.ports[0].port}{'\\n'}{end}";

  static List<DeployedService> list(Cluster cluster, Endpoints endpoints) {
    String table =
        cluster.kubectl(
            LIMIT,
            "",
            "get",
            "services,deployments,ingresses",
            "--all-namespaces",
            "--selector=" + Labels.SERVICE,
            "--output=" + COLUMNS);
    List<List<String>> rows =
        table
            .lines()
            .map(line -> List.of(line.split("\t", -1)))
            .filter(columns -> columns.size() == 7)
            .toList();
    Set<List<String>> ready =
        rows.stream()
            .filter(row -> row.get(0).equals("Deployment") && row.get(3).equals(row.get(4)))
            .map(row -> row.subList(1, 3))
            .collect(Collectors.toSet());
    Set<String> published =
        rows.stream()
            .filter(row -> row.get(0).equals("Ingress"))
            .map(row -> row.get(1))
            .collect(Collectors.toSet());
    return rows.stream()
        .filter(row -> row.get(0).equals("Service"))
        .map(
            row ->
                new DeployedService(
                    row.get(1),
                    ready.contains(row.subList(1, 3)) ? "running" : "starting",
                    row.get(2),
                    published.contains(row.get(1))
                        ? endpoints.serviceUrl(row.get(1))
                        : row.get(1) + "." + row.get(5) + ".svc:" + row.get(6)))
        .toList();
  }

  private static String jsonPath(String label) {
    return label.replace(".", "\\.");
  }
}
