package ink.ml.dp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.standins.mcp.Variable;
import ink.ml.dp.devstack.standins.state.StandInSecrets;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.result.ServiceResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Secrets go through the whole path, and are nowhere afterwards but where they belong. */
@ResourceLock(TestedPlatform.SHARED)
class SecretsIT {
  private static final String NAME = "secrets";

  private final TestedPlatform platform = TestedPlatform.shared();
  private final String run = canary("run");
  private final String build = canary("build");
  private final String both = canary("both");

  /** Not secret: whatever looks for secrets has to find this. */
  private final String open = "open-" + UUID.randomUUID();

  @Test
  void noSecretIsKeptAnywhere() {
    TestService service = platform.service("secretive", NAME);
    service.setEnvironment(
        new Variable("RUN_CANARY", run, "run"),
        new Variable("BUILD_CANARY", build, "build"),
        new Variable("BOTH_CANARY", both, "both"));
    CommitSha head =
        service.commit(
            Sources.service(
                "open page " + open,
                "RUN --mount=type=secret,id=BUILD_CANARY,env=BUILD_CANARY"
                    + " --mount=type=secret,id=BOTH_CANARY,env=BOTH_CANARY"
                    + " echo \""
                    + open
                    + " build sees $BUILD_CANARY and $BOTH_CANARY\""
                    + " && test -n \"$BUILD_CANARY\" && test -n \"$BOTH_CANARY\""));
    ServiceResult result = service.deploy();
    Outcomes.assertRunning(service, result, head);
    assertThat(secretOf(service)).as("the running service has its variables").contains(run, both);
    List<String> looked = new ArrayList<>(secrets().values());
    looked.add(open);
    List<String> images = List.copyOf(new RegistryContent(platform).find("secretive", looked));

    TestService crashing = platform.service("secretive", "secrets-crash");
    crashing.setEnvironment(new Variable("RUN_CANARY", run, "both"));
    crashing.commit(
        Map.of(
            "Dockerfile",
            """
            FROM debian:12
            USER 1000:1000
            ENTRYPOINT ["/bin/sh", "-c", "echo %s says $RUN_CANARY; exit 1"]
            """
                .formatted(open)));
    ServiceResult crash = crashing.deploy();
    Outcomes.assertFailed(crash, FailureCode.CRASH_LOOP);
    assertThat(Outcomes.error(crash).logTail()).anyMatch(line -> line.contains(open));

    TestService failing = platform.service("secretive", "secrets-fail");
    failing.setEnvironment(new Variable("BUILD_CANARY", build, "build"));
    failing.commit(
        Sources.service(
            open,
            "RUN --mount=type=secret,id=BUILD_CANARY,env=BUILD_CANARY"
                + " echo \""
                + open
                + " fails with $BUILD_CANARY\" && exit 1"));
    Outcomes.assertFailed(failing.deploy(), FailureCode.BUILD_STEP_FAILED);

    Map<String, List<String>> places = places(service, crashing, failing);
    places.put("images in the registry", images);
    places.forEach(
        (place, texts) ->
            secrets()
                .forEach(
                    (secret, value) ->
                        assertThat(texts)
                            .as("the %s in %s", secret, place)
                            .noneMatch(text -> text.contains(value))));
    for (String place :
        List.of("Temporal's histories", "build logs", "images in the registry", "results")) {
      assertThat(places.get(place))
          .as("what is not secret is found in %s", place)
          .anyMatch(text -> text.contains(open));
    }
    assertThat(places.get("Kubernetes' objects")).anyMatch(text -> text.contains(NAME));
    assertThat(service.delete().status()).isEqualTo("deleted");
    assertThat(crashing.delete().status()).isEqualTo("deleted");
    platform.awaitNoNamespace(service.namespace());
  }

  private Map<String, List<String>> places(TestService... services) {
    Path home = platform.platform().instance().home();
    Map<String, List<String>> places = new LinkedHashMap<>();
    places.put("Temporal's histories", decoded(platform.histories().dump()));
    places.put("the logs of our processes", Texts.under(home.resolve("logs")));
    places.put("build logs", Texts.under(home.resolve("build-logs")));
    places.put("the builder's disk", Texts.under(home.resolve("workspace")));
    places.put("Kubernetes' objects", List.of(objectsExceptSecrets()));
    places.put(
        "the servers' logs",
        Stream.of("buildkit", "registry", "temporal", "k3s-1", "run-1")
            .map(server -> Docker.logs(platform, server))
            .toList());
    List<String> results = new ArrayList<>();
    for (TestService service : services) {
      platform.histories().closedRuns(service.workflowId()).stream()
          .map(run -> platform.histories().of(run).toJson(false))
          .forEach(results::add);
    }
    places.put("results", decoded(results));
    return places;
  }

  private String objectsExceptSecrets() {
    String kinds =
        platform
            .kubectl("api-resources", "--verbs=list", "--output=name")
            .lines()
            .filter(kind -> !kind.equals("secrets") && !kind.contains("metrics.k8s.io"))
            .collect(Collectors.joining(","));
    return platform.kubectl("get", kinds, "--all-namespaces", "--output=yaml");
  }

  private String secretOf(TestService service) {
    String data =
        platform.kubectl(
            "get", "secrets", "--namespace=" + service.namespace(), "--output=jsonpath={..data}");
    return Stream.of(data.split("[^A-Za-z0-9+/=]+"))
        .map(SecretsIT::fromBase64)
        .collect(Collectors.joining("\n"));
  }

  /** Payloads are base64 in the JSON of a history. */
  private static List<String> decoded(List<String> histories) {
    return histories.stream()
        .map(
            history ->
                history
                    + Stream.of(history.split("\"", -1))
                        .map(SecretsIT::fromBase64)
                        .collect(Collectors.joining("\n")))
        .toList();
  }

  private static String fromBase64(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return "";
    }
  }

  /** Each secret, also in the forms in which it may go over a wire. */
  private Map<String, String> secrets() {
    Map<String, String> plain = new LinkedHashMap<>();
    plain.put("run-time variable", run);
    plain.put("build-time variable", build);
    plain.put("variable of both", both);
    plain.put("git token", gitToken());
    Map<String, String> all = new LinkedHashMap<>(plain);
    plain.forEach(
        (name, value) ->
            all.put(
                name + " in base64",
                Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    all.put(
        "git token as basic credentials",
        Base64.getEncoder()
            .encodeToString(("x-access-token:" + gitToken()).getBytes(StandardCharsets.UTF_8)));
    return all;
  }

  private String gitToken() {
    try {
      return StandInSecrets.in(platform.platform().services().standInsState()).giteaToken();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String canary(String name) {
    return "canary-" + name + "-" + UUID.randomUUID();
  }
}
