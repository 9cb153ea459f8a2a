package ink.ml.dp.buildkit.control;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.ImageExport;
import ink.ml.dp.buildkit.RegistryAuth;
import ink.ml.dp.buildkit.RegistryCache;
import ink.ml.dp.buildkit.SecretProvider;
import ink.ml.dp.buildkit.SourceRule;
import ink.ml.dp.buildkit.SourceRule.Match;
import ink.ml.dp.buildkit.StepLimits;
import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.buildkit.proto.MatchType;
import ink.ml.dp.buildkit.proto.PolicyAction;
import ink.ml.dp.buildkit.proto.SolveRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a request becomes on the wire. */
class SolveRequestsTest {
  private static final String IMAGE = "registry:5000/a/web:abc";
  private static final RegistryCache CACHE = new RegistryCache("registry:5000/cache/a/web:latest");

  @Test
  void saysAllThatADockerfileNeeds() {
    SolveRequest solve =
        build(
            request(new Frontend.Dockerfile("sub/Dockerfile", Optional.of("app")))
                .buildArgs(Map.of("A", "1"))
                .labels(Map.of("l", "2"))
                .platforms(List.of("linux/amd64", "linux/arm64"))
                .limits(new StepLimits(OptionalLong.of(1024), OptionalLong.of(1500)))
                .noCache(true));
    assertThat(solve.getRef()).isEqualTo("ref");
    assertThat(solve.getSession()).isEqualTo("session");
    assertThat(solve.getFrontend()).isEqualTo("dockerfile.v0");
    assertThat(solve.getInternal()).isTrue();
    assertThat(solve.getFrontendAttrsMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "filename", "sub/Dockerfile",
                "target", "app",
                "build-arg:A", "1",
                "label:l", "2",
                "platform", "linux/amd64,linux/arm64",
                "memory", "1024",
                "memswap", "1024",
                "cpuperiod", "100000",
                "cpuquota", "150000",
                "no-cache", ""));
  }

  @Test
  void letsNoArgumentTakeThePlaceOfWhatKeepsABuildApart() {
    TenantIsolation apart =
        new TenantIsolation(
            "salt", "mounts", List.of(), Optional.of("our/frontend@sha256:1"), RegistryAuth.none());
    SolveRequest solve =
        build(
            request(Frontend.dockerfile("Dockerfile"))
                .buildArgs(
                    Map.of(
                        "BUILDKIT_SYNTAX", "evil/frontend",
                        "BUILDKIT_CACHE_MOUNT_NS", "victim",
                        "A", "1"))
                .isolation(apart));
    assertThat(solve.getFrontendAttrsMap())
        .containsEntry("build-arg:BUILDKIT_SYNTAX", "our/frontend@sha256:1")
        .containsEntry("build-arg:BUILDKIT_CACHE_MOUNT_NS", "mounts")
        .containsEntry("build-arg:A", "1")
        .containsEntry("hostname", "salt");
  }

  @Test
  void givesAGatewayItsOwnAttributesAndNoLimits() {
    SolveRequest solve =
        build(
            request(
                    new Frontend.Gateway(
                        "ghcr.io/x@sha256:1",
                        Optional.of("plan.json"),
                        Map.of("build-arg:cache-key", "k", "source", "another")))
                .limits(new StepLimits(OptionalLong.of(1024), OptionalLong.empty())));
    assertThat(solve.getFrontend()).isEqualTo("gateway.v0");
    assertThat(solve.getFrontendAttrsMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "source",
                "ghcr.io/x@sha256:1",
                "filename",
                "plan.json",
                "build-arg:cache-key",
                "k"));
  }

  @Test
  void importsCachesInTheFieldAndInTheAttribute() {
    SolveRequest solve = build(request().cacheImports(List.of(CACHE)));
    assertThat(solve.getFrontendAttrsMap())
        .containsEntry(
            "cache-imports",
            "[{\"Type\":\"registry\",\"Attrs\":{\"ref\":\"registry:5000/cache/a/web:latest\"}}]");
    assertThat(solve.getCache().getImportsList())
        .singleElement()
        .returns("registry", e -> e.getType())
        .returns(Map.of("ref", "registry:5000/cache/a/web:latest"), e -> e.getAttrsMap());
    assertThat(solve.getCache().getExportsList()).isEmpty();
  }

  @Test
  void pushesInOnePhaseAndExportsTheCacheInAnother() {
    BuildRequest request =
        request()
            .image(ImageExport.to(IMAGE))
            .cacheExport(CACHE)
            .noCache(true)
            .internal(false)
            .build();
    SolveRequest build = SolveRequests.build(request, "ref", "session");
    assertThat(build.getInternal()).isFalse();
    assertThat(build.getExportersList())
        .singleElement()
        .returns("image", e -> e.getType())
        .returns(
            Map.of(
                "name", "registry:5000/a/web:abc",
                "push", "true",
                "oci-mediatypes", "true",
                "compression", "zstd",
                "compression-level", "3"),
            e -> e.getAttrsMap());
    SolveRequest export = SolveRequests.cacheExport(request, CACHE, "ref", "session");
    assertThat(export.getInternal()).isTrue();
    assertThat(export.getExportersList()).isEmpty();
    assertThat(export.getFrontendAttrsMap()).doesNotContainKey("no-cache");
    assertThat(export.getCache().getExports(0).getAttrsMap())
        .containsEntry("mode", "max")
        .containsEntry("image-manifest", "true")
        .containsEntry("oci-mediatypes", "true")
        .containsEntry("ignore-error", "true");
  }

  @Test
  void saysThePolicyInOrder() {
    SolveRequest solve =
        build(
            request()
                .policy(
                    List.of(
                        SourceRule.deny(Match.REGEX, "^docker-image://x/.*"),
                        SourceRule.allow(Match.EXACT, "docker-image://x/base:1"))));
    assertThat(solve.getSourcePolicy().getVersion()).isEqualTo(1);
    assertThat(solve.getSourcePolicy().getRules(0))
        .returns(PolicyAction.DENY, r -> r.getAction())
        .returns(MatchType.REGEX, r -> r.getSelector().getMatchType());
    assertThat(solve.getSourcePolicy().getRules(1))
        .returns(PolicyAction.ALLOW, r -> r.getAction())
        .returns("docker-image://x/base:1", r -> r.getSelector().getIdentifier());
    assertThat(build(request()).hasSourcePolicy()).isFalse();
  }

  @Test
  void keepsSecretsOut() {
    byte[] value = "a-secret-value".getBytes(StandardCharsets.UTF_8);
    SolveRequest solve = build(request().secrets(SecretProvider.of(Map.of("API_KEY", value))));
    assertThat(solve.toString()).doesNotContain("a-secret-value").doesNotContain("API_KEY");
  }

  private static BuildRequest.Builder request() {
    return request(Frontend.dockerfile("Dockerfile"));
  }

  private static BuildRequest.Builder request(Frontend frontend) {
    return BuildRequest.builder("t/p/web", frontend);
  }

  private static SolveRequest build(BuildRequest.Builder request) {
    return SolveRequests.build(request.build(), "ref", "session");
  }
}
