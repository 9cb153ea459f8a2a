package ink.ml.dp.buildkit.bench;

import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.CancellationSignal;
import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.buildkit.RegistryAuth;
import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.buildkit.testing.OwnBuilder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A builder of a benchmark's own, and tenants that build on it. */
final class StepBench implements AutoCloseable {
  private final OwnBuilder builder;
  private final BuildKitClient client;

  StepBench(Map<String, String> environment) {
    builder = new OwnBuilder(Map.of(), environment);
    client = BuildKitClient.create(builder.config(Optional.empty()));
  }

  /** A text that is in no cache, for a command to be run anew. */
  static String anew() {
    return "# " + UUID.randomUUID();
  }

  /**
   * Builds for a tenant.
   *
   * @param tenant letters and digits
   */
  void build(String tenant, String dockerfile, CancellationSignal cancel) {
    build(tenant, dockerfile, Map.of(), cancel);
  }

  void build(
      String tenant, String dockerfile, Map<String, String> files, CancellationSignal cancel) {
    Map<String, byte[]> content = new HashMap<>();
    files.forEach((name, text) -> content.put(name, text.getBytes(StandardCharsets.UTF_8)));
    content.put("Dockerfile", dockerfile.getBytes(StandardCharsets.UTF_8));
    build(tenant, new LocalSource.Files(content), false, cancel);
  }

  void build(String tenant, LocalSource context, boolean noCache, CancellationSignal cancel) {
    BuildRequest request =
        BuildRequest.builder(tenant, Frontend.dockerfile("Dockerfile"))
            .context(context)
            .isolation(
                new TenantIsolation(
                    tenant + "-steps", tenant, List.of(), Optional.empty(), RegistryAuth.none()))
            .noCache(noCache)
            .build();
    client.solve(request, _ -> {}, cancel);
  }

  /** Whether it went through; what a bomb's build ends with is of no interest. */
  boolean goesThrough(String tenant, String dockerfile, CancellationSignal cancel) {
    try {
      build(tenant, dockerfile, cancel);
      return true;
    } catch (BuildFailedException _) {
      return false;
    }
  }

  static double seconds(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1e9;
  }

  static void print(String bench, String figure, List<Double> ours, List<Double> peers) {
    double our = median(ours);
    double peer = median(peers);
    System.out.println(
        String.format(
            Locale.ROOT,
            "bench %s figure=%s ours=%.3f peer=%.3f ratio=%.2f",
            bench,
            figure,
            our,
            peer,
            our / peer));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  @Override
  public void close() {
    client.close();
    builder.close();
  }
}
