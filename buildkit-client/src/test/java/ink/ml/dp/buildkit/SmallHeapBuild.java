package ink.ml.dp.buildkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One build in a process of its own, whose heap the test bounds. */
final class SmallHeapBuild {
  private SmallHeapBuild() {}

  /** The daemon's address, the context's directory, and the ledger's file. */
  public static void main(String[] args) {
    BuildKitSettings config =
        BuildKitSettings.of(List.of(BuildKitAddress.parse(args[0])), Optional.empty());
    try (BuildKitClient client = BuildKitClient.create(config)) {
      client.solve(
          BuildRequest.builder("small-heap", Frontend.dockerfile("Dockerfile"))
              .context(LocalSource.directory(Path.of(args[1]), Path.of(args[2])))
              .build(),
          BuildListener.ignore(),
          CancellationSignal.never());
      System.out.println("built");
    }
  }
}
