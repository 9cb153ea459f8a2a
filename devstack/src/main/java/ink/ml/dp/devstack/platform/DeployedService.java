package ink.ml.dp.devstack.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.name.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A service as the cluster has it.
 *
 * @param state {@code running} when all pods of its release are ready, otherwise {@code starting}
 * @param release the one that visitors are led to, such as {@code r7}
 * @param since when that release was applied, as RFC 3339
 */
public record DeployedService(
    @JsonProperty("name") String name,
    @JsonProperty("tenant") String tenant,
    @JsonProperty("state") String state,
    @JsonProperty("release") String release,
    @JsonProperty("since") String since,
    @JsonProperty("url") String url) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Of a Service the release that it leads to, of a Deployment the one that it is. */
  private static final String COLUMNS =
      "jsonpath={range .items[*]}{.kind}{'\\t'}{.metadata.labels.%s}{'\\t'}{.metadata.annotations.%s}"
              .formatted(jsonPath(Labels.SERVICE), jsonPath(Labels.RELEASE))
          + "{'\\t'}{.spec.replicas}{'\\t'}{.status.readyReplicas}"
          + "{'\\t'}{.metadata.namespace}{'\\t'}{.spec.ports[0].port}"
          + "{'\\t'}{.metadata.creationTimestamp}{'\\t'}{.metadata.labels.%s}{'\\n'}{end}"
              .formatted(jsonPath(Labels.TENANT));

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
    return parse(table, endpoints);
  }

  /** Reads what {@link #COLUMNS} prints. */
  static List<DeployedService> parse(String table, Endpoints endpoints) {
    List<Row> rows =
        table
            .lines()
            .map(line -> List.of(line.split("\t", -1)))
            .filter(columns -> columns.size() == Row.WIDTH)
            .map(Row::new)
            .toList();
    Map<List<String>, Row> deployments =
        rows.stream()
            .filter(row -> row.is("Deployment"))
            .collect(Collectors.toMap(Row::release, row -> row, (one, other) -> one));
    Set<List<String>> published =
        rows.stream()
            .filter(row -> row.is("Ingress"))
            .map(Row::service)
            .collect(Collectors.toSet());
    return rows.stream()
        .filter(row -> row.is("Service"))
        .map(
            row -> {
              Optional<Row> live = Optional.ofNullable(deployments.get(row.release()));
              return new DeployedService(
                  row.column(1),
                  row.column(8),
                  live.filter(Row::isReady).isPresent() ? "running" : "starting",
                  row.column(2),
                  live.orElse(row).column(7),
                  published.contains(row.service())
                      ? endpoints.serviceUrl(row.column(1))
                      : row.column(1) + "." + row.column(5) + ".svc:" + row.column(6));
            })
        .toList();
  }

  private static String jsonPath(String label) {
    return label.replace(".", "\\.");
  }

  /** A line of the table; two tenants may have services of one name in their namespaces. */
  private record Row(List<String> columns) {
    private static final int WIDTH = 9;

    String column(int index) {
      return columns.get(index);
    }

    boolean is(String kind) {
      return column(0).equals(kind);
    }

    List<String> service() {
      return List.of(column(5), column(1));
    }

    List<String> release() {
      return List.of(column(5), column(1), column(2));
    }

    boolean isReady() {
      return column(3).equals(column(4));
    }
  }
}
