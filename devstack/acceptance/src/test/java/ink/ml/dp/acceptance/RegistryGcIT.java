package ink.ml.dp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.result.ServiceResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The nightly job, in the cluster, on the storage of the registry that serves meanwhile. */
@Order(3)
@ResourceLock(OwnPlatform.NAME)
class RegistryGcIT {
  @RegisterExtension static final OwnPlatform OWN = new OwnPlatform();

  /** What each release has alone, and nothing compresses. */
  private static final int BALLAST = 1 << 18;

  private static final String MANIFESTS =
      "application/vnd.oci.image.manifest.v1+json,"
          + "application/vnd.docker.distribution.manifest.v2+json";

  /** As many releases are on record, and so may be rolled back to. */
  private static final int ON_RECORD = 5;

  private static GcJob job;
  private static TestedPlatform platform;

  @BeforeAll
  static void install() {
    platform = new TestedPlatform(OWN.start());
    job = new GcJob(platform);
    job.install();
  }

  @Test
  void freesWhatRedeploysSupersededAndKeepsWhatCanBeRolledBackTo() {
    TestService service = platform.service("collected", "collected");
    List<ServiceResult> releases = new ArrayList<>();
    for (int i = 0; i < ON_RECORD + 2; i++) {
      releases.add(release(service, i));
    }
    List<String> digests =
        releases.stream().map(release -> Objects.requireNonNull(release.imageDigest())).toList();
    assertThat(digests).doesNotHaveDuplicates().allMatch(digest -> isThere(service, digest));
    platform.awaitNoCheckouts(); // until then the build's cache is being written
    long before = bytesOfTheStore();

    GcJob.Ended collected = job.run("collects");

    assertThat(collected.succeeded()).as(collected.log()).isTrue();
    assertThat(collected.log()).contains("success");
    List<String> superseded = digests.subList(0, 2);
    List<String> kept = digests.subList(2, digests.size());
    assertThat(superseded).noneMatch(digest -> isThere(service, digest));
    assertThat(kept).allMatch(digest -> isThere(service, digest));
    assertThat(before - bytesOfTheStore()).isGreaterThan(2L * BALLAST);
    assertThat(service.page().body()).isEqualTo("release " + (ON_RECORD + 1));

    forgetImages(service);
    rollsBack(service, to(releases.get(2)), 2);
    forgetImages(service);
    // By name: a rollback that names none goes further back, and there is nothing further.
    rollsBack(service, to(releases.getLast()), ON_RECORD + 1);

    GcJob.Ended again = job.run("collects-again");
    assertThat(again.succeeded()).as(again.log()).isTrue();
    assertThat(service.page().body()).isEqualTo("release " + (ON_RECORD + 1));
  }

  @Test
  void changesNothingWhenItCannotLearnWhatIsInUse() {
    TestService service = platform.service("kept", "kept");
    for (int i = 0; i < 3; i++) {
      release(service, i);
    }
    platform.awaitNoCheckouts(); // until then the build's cache is being written
    List<String> before = filesOfTheStore();
    job.allowed(false);
    GcJob.Ended refused = job.run("may-not-list");
    job.allowed(true);
    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.log())
        .contains("tried to list the pods of the cluster but failed because")
        .contains("403");
    assertThat(filesOfTheStore()).containsAll(before);
  }

  @Test
  void answersNobodyWithoutATokenWhereImagesArePushed() {
    String pushed = platform.platform().endpoints().registryUrl();
    assertThat(status(pushed + "/v2/")).isEqualTo(401);
    assertThat(status(pushed + "/v2/_catalog")).isEqualTo(401);
    assertThat(status(pushed + "/v2/" + GcJob.REPOSITORY + "/manifests/it")).isEqualTo(401);
    // The same image is there to be read, so it is the token that was missing.
    String read = platform.platform().endpoints().registryReadUrl();
    assertThat(status(read + "/v2/" + GcJob.REPOSITORY + "/manifests/it")).isEqualTo(200);
  }

  private static ServiceResult release(TestService service, int number) {
    byte[] ballast = new byte[BALLAST];
    new Random(service.name().hashCode() + (long) number).nextBytes(ballast);
    Map<String, String> files =
        new HashMap<>(Sources.service("release " + number, "COPY ballast /srv/ballast"));
    files.put("ballast", HexFormat.of().formatHex(ballast));
    service.commit(files);
    ServiceResult result =
        number == 0 ? service.deploy() : service.send(Operation.REDEPLOY, Map.of());
    assertThat(result.error()).isNull();
    awaitPage(service, number);
    return result;
  }

  private static Map<String, ?> to(ServiceResult release) {
    return Map.of("target_release", String.valueOf(release.release()));
  }

  /** The image is pulled again, from the registry as the collection left it. */
  private static void rollsBack(TestService service, Map<String, ?> fields, int number) {
    ServiceResult back = service.send(Operation.ROLLBACK, fields);
    assertThat(back.error()).isNull();
    awaitPage(service, number);
  }

  /** The ingress may know the earlier pod for a moment longer. */
  private static void awaitPage(TestService service, int number) {
    Await.until(
        service.name() + " answers as release " + number,
        () -> service.page().body().equals("release " + number));
  }

  /** Takes the service's images away from the node, under all their names, so that it must pull. */
  private static void forgetImages(TestService service) {
    String repository = "/%s/%s".formatted(service.namespace(), service.name());
    String script =
        """
        ctr -n k8s.io images ls >/run/images
        awk -v repository="%s" 'NR == FNR { if (index($1, repository)) own[$3] = 1; next } own[$3] { print $1 }' \
          /run/images /run/images | xargs ctr -n k8s.io images rm --sync
        """
            .formatted(repository);
    String removed = Docker.exec(platform, "run-1", "bash", "-euo", "pipefail", "-c", script);
    assertThat(removed).contains(repository);
  }

  /** Of what the registry serves: without the trash, which is on the same disk. */
  private static long bytesOfTheStore() {
    String answer =
        Docker.exec(platform, "k3s-1", "du", "--bytes", "--summarize", "/srv/registry/docker");
    return Long.parseLong(answer.strip().split("\\s+", 2)[0]);
  }

  /** Without what the collection pushes itself, to see that it is at the right registry. */
  private static List<String> filesOfTheStore() {
    return Docker.exec(platform, "k3s-1", "find", "/srv/registry/docker", "-type", "f")
        .lines()
        .filter(file -> !file.contains("/gc-canary/"))
        .toList();
  }

  private static boolean isThere(TestService service, String digest) {
    int status =
        status(
            platform.platform().endpoints().registryReadUrl()
                + "/v2/%s/%s/manifests/%s".formatted(service.namespace(), service.name(), digest));
    assertThat(status).isIn(200, 404);
    return status == 200;
  }

  private static int status(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .header("Accept", MANIFESTS)
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
