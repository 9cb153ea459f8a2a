package ink.ml.dp.devstack.verify;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.testing.TestPlatform;
import ink.ml.dp.devstack.verify.Check.Where;
import ink.ml.dp.devstack.verify.Outcome.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChecklistTest {
  private static final Path FILES = TestPlatform.root().resolve("k8s/verify");
  private static final List<Check> CHECKS = Check.read(FILES.resolve("checks.tsv"));

  @Test
  void hasEveryRowOnceAndAReasonWhereItNeedsTheSite() {
    assertThat(CHECKS)
        .extracting(Check::row)
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 17).boxed().toList());
    assertThat(CHECKS).extracting(Check::id).doesNotHaveDuplicates();
    assertThat(CHECKS)
        .filteredOn(check -> check.where() != Where.CLUSTER)
        .allMatch(check -> check.reason().length() > 10 && check.command().length() > 10);
  }

  @Test
  void hasAProgramForWhatIsTriedHere() throws IOException {
    String programs = Files.readString(FILES.resolve("checks.sh"));
    assertThat(CHECKS)
        .filteredOn(check -> check.where() != Where.SITE)
        .allMatch(check -> programs.contains("\n" + check.id() + "() {"));
  }

  @Test
  void saysWhatWasSeenAndKeepsWhatFailed(@TempDir Path directory) throws IOException {
    Path script = directory.resolve("k8s/verify/checks.sh");
    Files.createDirectories(script.getParent());
    Files.writeString(script, "#!/bin/sh\n$KUBECTL \"$1 says so\"\n[ \"$1\" = good ] || exit 1\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    List<Check> checks =
        List.of(
            new Check("bad", 2, "Bad", "no", Where.LOCAL, "of a reason", "do <that>"),
            new Check("good", 1, "Good", "yes", Where.CLUSTER, "-", "-"),
            new Check("far", 3, "Far", "who knows", Where.SITE, "of a reason", "do <that>"));

    List<Outcome> outcomes = verify(directory, true, checks);

    assertThat(outcomes)
        .extracting(Outcome::status)
        .containsExactly(Status.PASS, Status.FAIL, Status.NEEDS_SITE);
    assertThat(directory.resolve("bundles/bad/said.txt")).hasContent("bad says so");
    assertThat(directory.resolve("bundles/bad/events.txt")).exists();
    assertThat(Reports.table(outcomes))
        .contains("Good", "good says so", "FAIL", "of a reason; there: do <that>")
        .endsWith("1 pass, 1 fail, 1 need the real site");
    assertThat(Reports.junit(outcomes))
        .contains("tests=\"3\" failures=\"1\" skipped=\"1\"")
        .contains("<skipped message=\"of a reason; there: do &lt;that&gt;\"/>");
    assertThat(verify(directory, false, checks))
        .extracting(Outcome::status)
        .containsExactly(Status.PASS, Status.NEEDS_SITE, Status.NEEDS_SITE);
  }

  private static List<Outcome> verify(Path directory, boolean local, List<Check> checks) {
    return new Verification(
            directory,
            directory.resolve("bundles"),
            List.of("echo"),
            local ? EnumSet.of(Where.CLUSTER, Where.LOCAL) : EnumSet.of(Where.CLUSTER),
            Map.of(),
            Progress.SILENT)
        .run(checks);
  }
}
