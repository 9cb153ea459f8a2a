package ink.ml.dp.registrygc.bench;

import ink.ml.dp.registrygc.disk.FileTrees;
import ink.ml.dp.registrygc.disk.RealDisk;
import ink.ml.dp.registrygc.testing.StoreWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Stores of one service per repository, with many tags of images that share a layer. */
final class BenchStore {
  private BenchStore() {}

  /**
   * Writes so many repositories with so many tags, each an image with so many layers of its own.
   */
  static void write(Path root, int repositories, int tags, int layers) {
    IntStream.range(0, repositories)
        .parallel()
        .forEach(
            repository -> {
              StoreWriter writer = new StoreWriter(root);
              String name = "dp-bench-p/s" + repository;
              String shared = writer.blob("shared", Instant.now());
              for (int tag = 0; tag < tags; tag++) {
                image(writer, name, tag, layers, shared, GcBench.pushed(tag, tags));
              }
            });
  }

  /** The roots file of a cluster that has all the services and runs none of them. */
  static String roots(int repositories) {
    String services =
        String.join(
            ",",
            IntStream.range(0, repositories)
                .mapToObj(i -> "{\"namespace\":\"dp-bench-p\",\"service\":\"s" + i + "\"}")
                .toList());
    return "{\"identity\":\"bench\",\"namespaces\":[\"dp-bench-p\"],\"services\":["
        + services
        + "],\"uses\":[]}";
  }

  /** A configuration of the registry for this store. */
  static String config(Path root) {
    return "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: "
        + root
        + "\n";
  }

  /** Removes all but the newest tags from the disk, as our policy would. */
  static void removeOldTags(Path root, int keep) throws IOException {
    Path repositories = root.resolve("docker/registry/v2/repositories/dp-bench-p");
    try (Stream<Path> services = Files.list(repositories)) {
      for (Path service : services.toList()) {
        try (Stream<Path> tags = Files.list(service.resolve("_manifests/tags"))) {
          List<Path> oldest =
              new ArrayList<>(
                  tags.sorted(
                          Comparator.comparingInt(
                              tag -> Integer.parseInt(tag.getFileName().toString().substring(1))))
                      .toList());
          oldest
              .subList(0, Math.max(0, oldest.size() - keep))
              .forEach(tag -> FileTrees.remove(new RealDisk(), tag));
        }
      }
    }
  }

  /** How many files may still be created on a directory's file system. */
  static long freeInodes(Path directory) throws IOException {
    Process process = new ProcessBuilder("df", "--output=iavail", directory.toString()).start();
    String[] lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n");
    return Long.parseLong(lines[lines.length - 1].strip());
  }

  private static void image(
      StoreWriter writer, String name, int tag, int layers, String shared, Instant at) {
    List<String> blobs = new ArrayList<>();
    blobs.add(shared);
    for (int layer = 0; layer < layers; layer++) {
      blobs.add(writer.blob("layer " + layer + " of " + name + ":" + tag, at));
    }
    String config = writer.blob("{\"image\":\"" + name + ":" + tag + "\"}", at);
    String image = writer.image(name, config, blobs, Optional.empty(), at);
    writer.tag(name, "t" + tag, image, at);
  }
}
