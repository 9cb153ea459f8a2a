package ink.ml.dp.buildkit.control;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildKitSettings;
import ink.ml.dp.buildkit.BuildListener;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.CancellationSignal;
import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.buildkit.filesync.TransferMeter;
import ink.ml.dp.buildkit.proto.ControlGrpc;
import ink.ml.dp.buildkit.proto.DiskUsageRequest;
import ink.ml.dp.buildkit.proto.UsageRecord;
import ink.ml.dp.buildkit.session.SessionTransport;
import ink.ml.dp.buildkit.testing.Buildctl;
import ink.ml.dp.buildkit.testing.TestServers;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** How much of a context is sent. */
@Timeout(120)
@ResourceLock(Buildctl.CONTEXTS)
class IncrementalIT {
  private static final int FILES = 200;

  @TempDir private Path directory;
  private final String app = "t" + Long.toString(System.nanoTime(), 36);

  @Test
  void sendsOnlyWhatChangedFromAFreshClone() throws IOException {
    Path ledger = directory.resolve("ledger");
    TransferMeter first = build(tree("first", "x"), Optional.of(ledger));
    assertThat(first.files()).isEqualTo(1 + FILES);
    Path second = tree("second", "x");
    Files.writeString(second.resolve("dir7/file7"), "y");
    Files.delete(second.resolve("dir9/file9"));
    Files.writeString(second.resolve("new"), "z");
    // The Dockerfile is always sent.
    assertThat(build(second, Optional.of(ledger)).files()).isEqualTo(1 + 2);
    TransferMeter third = build(second, Optional.of(ledger));
    assertThat(third.files()).isEqualTo(1);
    assertThat(third.entries()).isGreaterThan(2 * FILES);
  }

  @Test
  void sendsEverythingWithoutALedger() throws IOException {
    Path tree = tree("tree", "x");
    build(tree, Optional.empty());
    assertThat(build(tree, Optional.empty()).files()).isEqualTo(1 + FILES);
  }

  private Path tree(String name, String content) throws IOException {
    Path tree = directory.resolve(name);
    for (int i = 0; i < FILES; i++) {
      Path file = tree.resolve("dir" + i + "/file" + i);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    }
    return tree;
  }

  private TransferMeter build(Path tree, Optional<Path> ledger) {
    BuildKitAddress address = BuildKitAddress.parse(TestServers.buildkit());
    BuildRequest request =
        BuildRequest.builder(app, Frontend.dockerfile("Dockerfile"))
            .locals(
                Map.of(
                    "context",
                    new LocalSource.Directory(tree, ledger),
                    "dockerfile",
                    LocalSource.file("Dockerfile", "FROM scratch\nCOPY . /\n")))
            .build();
    try (SessionTransport sessions = new SessionTransport();
        DaemonChannels channels =
            new DaemonChannels(BuildKitSettings.of(List.of(address), Optional.empty()))) {
      BuildRun run =
          new BuildRun(sessions, request, BuildListener.ignore(), CancellationSignal.never());
      run.run(channels.open(address), (ref, session) -> SolveRequests.build(request, ref, session));
      ManagedChannel daemon = channels.open(address);
      awaitContextsFree(daemon);
      daemon.shutdownNow();
      return run.meter();
    }
  }

  /**
   * A build that comes before the daemon has let go of the last one's files gets a new copy of
   * them: it tries a copy's lock once and passes over a taken one.
   */
  private static void awaitContextsFree(ManagedChannel daemon) {
    DiskUsageRequest contexts =
        DiskUsageRequest.newBuilder().addFilter("type==source.local").build();
    ControlGrpc.ControlBlockingStub control = ControlGrpc.newBlockingStub(daemon);
    while (control.diskUsage(contexts).getRecordList().stream().anyMatch(UsageRecord::getInUse)) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
