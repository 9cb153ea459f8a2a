package ink.ml.dp.registrygc.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The collector as its image starts it ({@code registry-gc/image/build.sh}): in jars, with the
 * image's flags and the heap it has in 768 MiB, and with an ahead-of-time cache that a run over a
 * small store made.
 */
final class PackedCollector {
  private static final List<String> LIBRARIES =
      List.of("picocli-", "jackson-core-", "shared-model-", "jspecify-");

  private final Path cache;
  private final String classPath;
  private final List<String> jvm;

  private PackedCollector(Path cache, String classPath, List<String> jvm) {
    this.cache = cache;
    this.classPath = classPath;
    this.jvm = jvm;
  }

  /**
   * Packs the classes and makes the cache.
   *
   * @param classes the class path with the collector's directory of classes and its libraries
   * @param jvm more flags
   */
  static PackedCollector pack(Path directory, String classes, List<String> jvm) throws Exception {
    Path jar = directory.resolve("registry-gc.jar");
    Path own =
        entries(classes)
            .filter(entry -> Files.exists(entry.resolve("ink/ml/dp/registrygc/RegistryGc.class")))
            .findFirst()
            .orElseThrow();
    int packed =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                System.err,
                System.err,
                "--create",
                "--file",
                jar.toString(),
                "-C",
                own.toString(),
                ".");
    if (packed != 0) {
      throw new IllegalStateException("jar ended with " + packed);
    }
    String classPath =
        Stream.concat(Stream.of(jar), entries(classes).filter(PackedCollector::isLibrary))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    PackedCollector collector =
        new PackedCollector(directory.resolve("registry-gc.aot"), classPath, jvm);
    collector.train(directory);
    return collector;
  }

  /** Collects a store at once, without any wait; ends at once if the cache does not fit. */
  List<String> command(Path store, Path roots, int keep) {
    return command(List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on"), store, roots, keep);
  }

  private void train(Path directory) throws IOException, InterruptedException {
    Path store = directory.resolve("training");
    Path roots = directory.resolve("training.json");
    BenchStore.write(store, 1, 4, 1);
    Files.writeString(roots, BenchStore.roots(1));
    TimedProcess.run(
        command(List.of("-XX:AOTCacheOutput=" + cache), store, roots, 2),
        directory.resolve("training.log"));
  }

  private List<String> command(List<String> cacheFlags, Path store, Path roots, int keep) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of("-Xmx292m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(cacheFlags);
    command.addAll(jvm);
    command.addAll(
        List.of(
            "-cp",
            classPath,
            "ink.ml.dp.registrygc.RegistryGc",
            "run",
            "--purge-now",
            "--registry-stopped",
            "--root=" + store,
            "--roots-file=" + roots,
            "--settle=0s",
            "--reconcile=0s",
            "--min-age=0s",
            "--busy-window=0s",
            "--trash-age=0s",
            "--empty-directory-age=0s",
            "--keep=" + keep,
            "--ballast-bytes=0"));
    return command;
  }

  private static Stream<Path> entries(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator)).map(Path::of).map(Path::toAbsolutePath);
  }

  private static boolean isLibrary(Path entry) {
    String name = String.valueOf(entry.getFileName());
    return LIBRARIES.stream().anyMatch(name::startsWith);
  }
}
