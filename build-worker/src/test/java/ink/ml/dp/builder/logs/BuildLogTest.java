package ink.ml.dp.builder.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import ink.ml.dp.buildkit.BuildEvent;
import ink.ml.dp.buildkit.BuildStep;
import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.runtime.redact.Redactor;
import ink.ml.dp.runtime.redact.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildLogTest {
  private static final CommitSha COMMIT = new CommitSha("a".repeat(40));
  private static final RequestScope SERVICE = service("../request 1".replace(' ', '/'));
  private static final Secrets OWN = Secrets.of(List.of("very-secret"));
  private static final BuildStep STEP = new BuildStep(3, "sha256:x", "[2/2] RUN make");
  private static final LogLimits SMALL = new LogLimits(100, 1000, 2, Duration.ofDays(1), 1 << 20);

  @TempDir private Path directory;
  private final Redactor redactor = new Redactor();

  @Test
  void writesStepsInOrderAndRedacted() throws IOException {
    try (BuildLog log = logs(LogLimits.DEFAULT).open(SERVICE, COMMIT, OWN)) {
      log.on(new BuildEvent.StepStarted(STEP, Instant.EPOCH));
      log.on(line("the value is very-secret"));
      log.on(
          new BuildEvent.StepCompleted(
              STEP, Instant.EPOCH.plusMillis(1250), false, Optional.empty()));
      assertThat(log.currentStep()).isEqualTo("[2/2] RUN make");
    }
    assertThat(texts())
        .containsExactly("#3 [2/2] RUN make", "#3 the value is [redacted]", "#3 DONE 1.2s");
    assertThat(Files.readAllLines(file())).isSorted();
  }

  @Test
  void hidesAValueThatIsSpreadOverLinesAndOneThatWasCut() throws IOException {
    BuildStep other = new BuildStep(4, "sha256:y", "[1/1] RUN other");
    try (BuildLog log = logs(LogLimits.DEFAULT).open(SERVICE, COMMIT, OWN)) {
      log.on(line("a very-"));
      log.on(new BuildEvent.LogLine(other, Instant.EPOCH, false, "between"));
      log.on(line("secret b"));
      log.on(line("cut: very-sec"));
      log.on(new BuildEvent.StepCompleted(STEP, Instant.EPOCH, false, Optional.empty()));
    }
    assertThat(texts())
        .startsWith("#4 between", "#3 a [redacted]", "#3 [redacted] b", "#3 cut: [redacted]");
  }

  @Test
  void saysNothingOfWhetherANeighboursValueWasGuessed() throws IOException {
    try (Redactor.Scope _ = redactor.hide(List.of("the-neighbours"));
        BuildLog log = logs(LogLimits.DEFAULT).open(SERVICE, COMMIT, OWN)) {
      log.on(line("is it the-neighbours"));
      assertThat(redactor.redact("our own log: the-neighbours")).endsWith("[redacted]");
    }
    assertThat(texts()).containsExactly("#3 is it the-neighbours");
  }

  @Test
  void staysInItsDirectory() {
    try (BuildLog log = logs(LogLimits.DEFAULT).open(SERVICE, COMMIT, OWN)) {
      log.note("hello");
    }
    assertThat(file()).hasParent(directory.resolve("svc-web")).exists();
  }

  @Test
  void boundsAStep() throws IOException {
    try (BuildLog log = logs(SMALL).open(SERVICE, COMMIT, OWN)) {
      for (int i = 0; i < 100; i++) {
        log.on(line("line " + i));
      }
      assertThat(log.tail()).hasSize(14);
      log.on(new BuildEvent.StepCompleted(STEP, Instant.EPOCH, false, Optional.of("exit code: 1")));
      assertThat(log.tail()).endsWith("line 99").hasSize(50);
    }
    assertThat(texts()).contains("#3 line 12").doesNotContain("#3 line 13");
    assertThat(texts()).filteredOn(t -> t.contains("the rest is left out")).hasSize(1);
  }

  @Test
  void boundsAFile() throws IOException {
    try (BuildLog log = logs(SMALL).open(SERVICE, COMMIT, OWN)) {
      for (int i = 0; i < 200; i++) {
        log.note("note " + i);
      }
    }
    assertThat(Files.size(file())).isLessThan(1300);
    assertThat(texts().getLast()).contains("the rest is left out");
  }

  @Test
  void goesOnWithoutADiskThatTakesIt() throws IOException {
    Files.writeString(directory.resolve("svc-web"), "in the way");
    try (BuildLog log = logs(LogLimits.DEFAULT).open(SERVICE, COMMIT, OWN)) {
      log.note("nobody reads this");
      assertThat(log.tail()).containsExactly("nobody reads this");
    }
  }

  @Test
  void removesOldLogs() throws IOException {
    for (int i = 0; i < 4; i++) {
      try (BuildLog log = logs(SMALL).open(service("request-" + i), COMMIT, OWN)) {
        log.note("hello");
      }
      Files.setLastModifiedTime(
          directory.resolve("svc-web/request-" + i + ".log"),
          FileTime.from(Instant.now().minusSeconds(100L - i)));
    }
    logs(SMALL).rotate();
    try (var left = Files.list(directory.resolve("svc-web"))) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "request-2.log", "request-2.labels.json", "request-3.log", "request-3.labels.json");
    }
  }

  @Test
  void sendsEveryLineOnceThoughLokiIsAwayAtFirst() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    AtomicInteger failures = new AtomicInteger(1);
    HttpServer loki =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    loki.createContext(
        "/loki/api/v1/push",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean fail = failures.getAndDecrement() > 0;
            if (!fail) {
              bodies.add(body);
            }
            exchange.sendResponseHeaders(fail ? 503 : 204, -1);
          }
        });
    loki.start();
    try {
      URI push =
          URI.create("http://127.0.0.1:" + loki.getAddress().getPort() + "/loki/api/v1/push");
      try (BuildLog log = logs(LogLimits.DEFAULT).open(SERVICE, COMMIT, OWN)) {
        log.note("left by an earlier process");
      }
      try (LogShipper shipper = LogShipper.start(directory, push)) {
        BuildLogs logs =
            new BuildLogs(
                directory, LogLimits.DEFAULT, redactor, Clock.systemUTC(), Optional.of(shipper));
        try (BuildLog log = logs.open(SERVICE, COMMIT, OWN)) {
          log.on(line("now"));
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!String.join("", bodies).contains("now") && System.nanoTime() < deadline) {
          Thread.sleep(20);
        }
      }
      String all = String.join("", bodies);
      assertThat(all).containsOnlyOnce("left by an earlier process").containsOnlyOnce("#3 now");
      assertThat(all)
          .contains("\"job\":\"build\"", "\"tenant\":\"acme\"", "\"service\":\"web\"")
          .contains("\"step\":\"3\"", "\"commit\":\"" + COMMIT + "\"");
    } finally {
      loki.stop(0);
    }
  }

  private BuildLogs logs(LogLimits limits) {
    return new BuildLogs(directory, limits, redactor, Clock.systemUTC(), Optional.empty());
  }

  private Path file() {
    return directory.resolve("svc-web").resolve("%2E.%2Frequest%2F1.log");
  }

  private List<String> texts() throws IOException {
    return Files.readAllLines(file()).stream().map(l -> l.substring(l.indexOf(' ') + 1)).toList();
  }

  private static BuildEvent line(String text) {
    return new BuildEvent.LogLine(STEP, Instant.EPOCH, false, text);
  }

  private static RequestScope service(String request) {
    return new ServiceKey(request, 1, "svc-web", "acme", "default", "web").parse();
  }
}
