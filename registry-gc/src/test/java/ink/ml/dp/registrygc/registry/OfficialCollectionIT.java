package ink.ml.dp.registrygc.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.policy.Decision;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.run.Survey;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RandomStore;
import ink.ml.dp.registrygc.testing.RegistryServer;
import ink.ml.dp.registrygc.testing.Retentions;
import ink.ml.dp.registrygc.testing.Rig;
import ink.ml.dp.registrygc.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The registry's own garbage collection, on a copy from which our policy's tags were removed, says
 * in a dry run that it would remove exactly the blobs and manifests that we do, and then leaves the
 * same, wherever none of its known faults is met. Of the links to layers it keeps those to a blob
 * that any repository needs, because it marks blobs for all of them together; we remove those that
 * their own repository does not need.
 */
class OfficialCollectionIT {
  private static final Pattern ELIGIBLE =
      Pattern.compile(
          "(?m)^(?:blob eligible for deletion: sha256:(?<blob>[0-9a-f]{64})"
              + "|manifest eligible for deletion: \\{(?<home>\\S+) sha256:(?<manifest>[0-9a-f]{64}).*"
              + "|(?<repository>\\S+): layer link eligible for deletion:"
              + " sha256:(?<layer>[0-9a-f]{64}))");
  private static final Pattern LINK =
      Pattern.compile(
          "blobs/sha256/../(?<blob>[0-9a-f]{64})/data"
              + "|repositories/(?<repository>.+?)/(?:_manifests/)?(?<kind>revisions|_layers)"
              + "/sha256/(?<digest>[0-9a-f]{64})/link");

  @TempDir(factory = MemoryDirectories.class)
  Path directory;

  static LongStream seeds() {
    return LongStream.range(1000, 1000 + Long.getLong("gc.official", 5));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void leavesTheSame(long seed) throws IOException {
    Path ours = directory.resolve("ours");
    Path theirs = directory.resolve("theirs");
    RandomStore store = new RandomStore(seed, ours, true);
    Rig rig = new Rig(store.writer().layout(), store.cluster(), Retentions.keep(2, Duration.ZERO));
    copy(ours, theirs);
    removeTags(rig.plan(), theirs);
    Map<String, String> before = Tree.of(theirs);
    Set<String> announced = eligible(RegistryServer.collectOfficially(theirs, "--dry-run"));
    assertThat(Tree.difference(before, Tree.of(theirs))).isEmpty();
    assertThat(rig.run(true).problem()).isEmpty();
    Map<String, String> after = Tree.of(ours);
    Set<String> removed = removed(before, after);
    assertThat(without(removed, announced))
        .as("only ours: links that their repository does not need, to blobs that another one does")
        .allSatisfy(only -> assertThat(only).contains(" _layers "))
        .allSatisfy(only -> assertThat(after).containsKey(blob(only)));
    assertThat(without(announced, removed)).as("only theirs").isEmpty();
    RegistryServer.collectOfficially(theirs);
    assertThat(content(ours)).isEqualTo(content(theirs));
  }

  private static String blob(String removed) {
    String hex = removed.substring(removed.length() - 64);
    return "blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data";
  }

  private static Set<String> without(Set<String> these, Set<String> those) {
    Set<String> rest = new TreeSet<>(these);
    rest.removeAll(those);
    return rest;
  }

  /** The blobs, manifests and layer links that a dry run says it would remove. */
  private static Set<String> eligible(String said) {
    Set<String> eligible = new TreeSet<>();
    Matcher line = ELIGIBLE.matcher(said);
    while (line.find()) {
      if (line.group("blob") != null) {
        eligible.add("blob " + line.group("blob"));
      } else if (line.group("manifest") != null) {
        eligible.add(line.group("home") + " revisions " + line.group("manifest"));
      } else {
        eligible.add(line.group("repository") + " _layers " + line.group("layer"));
      }
    }
    return eligible;
  }

  private static Set<String> removed(Map<String, String> before, Map<String, String> after) {
    Set<String> removed = new TreeSet<>();
    for (String file : before.keySet()) {
      Matcher link = LINK.matcher(file);
      if (!after.containsKey(file) && link.matches()) {
        removed.add(
            link.group("blob") != null
                ? "blob " + link.group("blob")
                : link.group("repository") + " " + link.group("kind") + " " + link.group("digest"));
      }
    }
    return removed;
  }

  private static void removeTags(Survey survey, Path root) {
    for (RepositoryPlan plan : survey.plan().repositories()) {
      for (Decision decision : plan.condemnedTags()) {
        Path tag =
            root.resolve(
                "docker/registry/v2/repositories/"
                    + plan.name()
                    + "/_manifests/tags/"
                    + decision.tag().name());
        ink.ml.dp.registrygc.disk.FileTrees.remove(new ink.ml.dp.registrygc.disk.RealDisk(), tag);
      }
    }
  }

  private static Set<String> content(Path root) {
    Set<String> content = new TreeSet<>(Tree.of(root).keySet());
    content.removeIf(file -> !file.startsWith("blobs/") && !file.contains("/revisions/"));
    return content;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
