package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.BuildEvent;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.CancellationSignal;
import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.ImageExport;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.buildkit.testing.BuilderContainer;
import ink.ml.dp.buildkit.testing.OwnBuilder;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.testing.TestPlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Two builders beside the platform's: one as the platform has it, but for limits that are soon
 * reached, and one without all of it.
 */
final class TwoDaemons implements AutoCloseable {
  static final String DEBIAN = "FROM docker.io/library/debian:12\n";

  /** Runs steps as buildkitd says; a host without CAP_SYS_RESOURCE gives it to nobody. */
  private static final String PLAIN_RUNTIME =
      """
      #!/usr/bin/perl
      my ($bundle) = map { $ARGV[$_] eq '--bundle' ? $ARGV[$_ + 1] : () } 0 .. $#ARGV;
      if ($bundle) {
        local (@ARGV, $^I, $/) = ("$bundle/config.json", '');
        while (<>) { s/"CAP_SYS_RESOURCE",?//g; s/"oomScoreAdj":-\\d+/"oomScoreAdj":0/; print }
      }
      exec 'runc', @ARGV;
      """;

  private final OwnBuilder fenced;
  private final OwnBuilder open;
  private final BuildKitClient behind;
  private final BuildKitClient without;

  TwoDaemons() throws IOException {
    fenced =
        new OwnBuilder(
            Map.of(),
            Map.of(
                "REGISTRY", TokenRegistry.HOST,
                "PARALLEL_STEPS", "8",
                "STEP_MEMORY_MIB", "256",
                "STEP_PROCESSES", "300",
                "STEP_DISK_MIB", "100",
                "STEP_MINUTES", "0.5"));
    String configuration =
        Files.readString(TestPlatform.root().resolve("k8s/buildkitd/buildkitd.toml"))
            .replace("[]", "[\"security.insecure\", \"network.host\"]")
            .replace("binary = \"step-runtime\"", "binary = \"/plain-runtime\"")
            // As it was: what mirrors docker.io has the tenants' images, too.
            .replace("[\"$(MIRROR)\"]", "[\"$(MIRROR)\", \"registry-read:5010\"]");
    open =
        OwnBuilder.configured(
            Map.of(
                "/usr/local/lib/dp-buildkitd/buildkitd.toml",
                configuration
                    + "[registry.\"registry-read:5010\"]\n  http = true\n"
                    + "[registry.\"registry:5000\"]\n  http = true\n"
                    + "[registry.\"hub:5000\"]\n  http = true\n",
                "/plain-runtime",
                PLAIN_RUNTIME),
            Map.of("REGISTRY", TokenRegistry.HOST, "PARALLEL_STEPS", "8"));
    open.container().run("nft delete table inet dp_build; nft delete table bridge dp_build");
    // Docker Hub itself, which is asked when the mirror has nothing, is no part of this.
    fenced.container().run("echo 127.0.0.1 registry-1.docker.io >>/etc/hosts");
    behind = BuildKitClient.create(fenced.config(Optional.empty()));
    without = BuildKitClient.create(open.config(Optional.empty()));
  }

  static String registryImage() {
    return TestPlatform.with(Part.REGISTRY, Part.BUILDKIT).images().local("registry");
  }

  BuilderContainer fenced() {
    return fenced.container();
  }

  BuilderContainer open() {
    return open.container();
  }

  /** The client of the builder as it is. */
  BuildKitClient behind() {
    return behind;
  }

  /** The client of the builder without defences. */
  BuildKitClient without() {
    return without;
  }

  /** Where the daemons reach this machine. */
  String gateway() {
    return open().run("ip route | sed -n 's/^default via \\([0-9.]*\\).*/\\1/p'").strip();
  }

  String address(String host) {
    return open().run("getent ahostsv4 " + host + " | head -n 1 | cut -d ' ' -f 1").strip();
  }

  /** Builds a Dockerfile beside a file {@code x}, and gives what its steps said. */
  static List<String> solve(
      BuildKitClient client, String dockerfile, String app, TenantIsolation isolation) {
    return run(client, request(dockerfile, app, isolation).build(), line -> {});
  }

  /** Gives the digest of what it has pushed. */
  static String push(
      BuildKitClient client, String dockerfile, TenantIsolation isolation, String image) {
    BuildRequest request =
        request(dockerfile, "victim", isolation).image(ImageExport.to(image)).build();
    return client.solve(request, event -> {}, CancellationSignal.never()).digest().orElseThrow();
  }

  static BuildRequest.Builder request(String dockerfile, String app, TenantIsolation isolation) {
    Map<String, byte[]> files =
        Map.of(
            "Dockerfile", dockerfile.getBytes(StandardCharsets.UTF_8), "x", new byte[] {1, 2, 3});
    return BuildRequest.builder(app, Frontend.dockerfile("Dockerfile"))
        .context(new LocalSource.Files(files))
        .isolation(isolation);
  }

  static List<String> run(BuildKitClient client, BuildRequest request, Consumer<String> each) {
    List<String> lines = new CopyOnWriteArrayList<>();
    client.solve(
        request,
        event -> {
          if (event instanceof BuildEvent.LogLine line) {
            lines.add(line.text());
            each.accept(line.text());
          }
        },
        CancellationSignal.never());
    return lines;
  }

  @Override
  public void close() {
    behind.close();
    without.close();
    fenced.close();
    open.close();
  }
}
