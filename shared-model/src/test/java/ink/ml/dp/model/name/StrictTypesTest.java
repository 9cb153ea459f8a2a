package ink.ml.dp.model.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrictTypesTest {
  record Type(String name, Function<String, ?> parse, List<String> good, List<String> bad) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String DIGEST = "sha256:" + "a".repeat(64);

  static Stream<Type> types() {
    return Stream.of(
        new Type(
            "Tenant",
            Tenant::new,
            List.of("a", "a-b", "9"),
            List.of("", "A", "-", "a.b", "ä", "a\n")),
        new Type("Project", Project::new, List.of("default"), List.of("", "a_b", "a".repeat(64))),
        new Type(
            "ServiceName",
            ServiceName::new,
            List.of("w", "web-1"),
            List.of("1web", "web-", "Web", "a.b")),
        new Type(
            "CommitSha",
            CommitSha::new,
            List.of("0".repeat(40)),
            List.of("0".repeat(39), "A".repeat(40), "main")),
        new Type(
            "SourceId",
            SourceId::new,
            List.of("0".repeat(40), "0".repeat(40) + "-" + "a".repeat(64)),
            List.of("0".repeat(39), "A".repeat(40), "0".repeat(40) + "-", "main")),
        new Type(
            "ImageDigest",
            ImageDigest::new,
            List.of(DIGEST),
            List.of("sha256:a", "a".repeat(64), "sha512:" + "a".repeat(64))),
        new Type(
            "RegistryHost",
            RegistryHost::new,
            List.of("registry:5000", "10.0.1.10:5000", "r.example"),
            List.of("", "http://r", "r/", "r:port", "-r")),
        new Type(
            "RepositoryName",
            RepositoryName::new,
            List.of("a/b", "A-1/b.c_d"),
            List.of("a", "/b", "a/", "a/..", "a/b/c", "a b/c", "a/b.git", "-a/b")),
        new Type(
            "GitRef",
            GitRef::new,
            List.of("main", "feature/x", "refs/tags/v1.0", "HEAD", "v1"),
            List.of(
                "", "-x", "a..b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\", "/a", "a/",
                "a//b", ".a", "a/.b", "a.lock", "a@{1}", "@", "a.", "x\u0001")),
        new Type(
            "RelativePath",
            RelativePath::new,
            List.of("", ".", "a", "a/b", "./a/", "a..b", "..."),
            List.of(
                "/a",
                "..",
                "a/..",
                "a/../b",
                ".git",
                "a/.GIT/b",
                "a\\b",
                "a\u0000b",
                "a\nb",
                "x".repeat(1025))),
        new Type(
            "ReleaseId",
            ReleaseId::new,
            List.of("r1", "r42"),
            List.of("r0", "r", "1", "r-1", "r01")),
        new Type(
            "HealthPath",
            HealthPath::new,
            List.of("/", "/a?b#c"),
            List.of("", "a", "/a b", "/\n", "/ä")),
        new Type(
            "ImageReference",
            ImageReference::new,
            List.of("r:5000/a/b:1", "r/a@" + DIGEST, "r/a:1@" + DIGEST),
            List.of("a", "r/a", "r/A:1", "r/a:", "http://r/a:1", "r/a@sha256:1", "r/a//b:1")),
        new Type(
            "CpuQuantity",
            CpuQuantity::parse,
            List.of("10m", "250m", "1", "0.5", "64"),
            List.of("", "9m", "65", "fast", "-1", "1e3", "0")),
        new Type(
            "MemoryQuantity",
            MemoryQuantity::parse,
            List.of("16Mi", "256Mi", "1G", "268435456", "1.5Gi"),
            List.of("", "15Mi", "257Gi", "256MB", "-1Gi", "lots")));
  }

  @ParameterizedTest
  @MethodSource("types")
  void holdsGoodValues(Type type) {
    assertThat(type.good()).allSatisfy(value -> assertThat(type.parse().apply(value)).isNotNull());
  }

  @ParameterizedTest
  @MethodSource("types")
  void refusesBadValuesWithoutQuotingThem(Type type) {
    assertThat(type.bad())
        .allSatisfy(
            value ->
                assertThatThrownBy(() -> type.parse().apply(value))
                    .isInstanceOf(InvalidValueException.class)
                    .message()
                    .satisfies(m -> assertThat(value.length() > 8 && m.contains(value)).isFalse()));
  }

  @Test
  void aPathLosesWhatMeansNothing() {
    assertThat(new RelativePath("./a//b/./")).isEqualTo(new RelativePath("a/b"));
    assertThat(new RelativePath(".")).isEqualTo(RelativePath.ROOT);
  }

  @Test
  void quantitiesAreWrittenAsKubernetesReadsThem() {
    assertThat(CpuQuantity.parse("0.25")).hasToString("250m").isEqualTo(CpuQuantity.DEFAULT);
    assertThat(MemoryQuantity.parse("1Gi")).hasToString("1024Mi");
    assertThat(MemoryQuantity.parse("20000k")).hasToString("20000000");
  }

  @Test
  void anImageReferenceFallsIntoItsParts() {
    ImageReference reference = new ImageReference("r:5000/dp-a-b/web:1@" + DIGEST);
    assertThat(reference.repository()).hasToString("r:5000/dp-a-b/web");
    assertThat(reference.tag()).contains("1");
    assertThat(reference.digest()).contains(new ImageDigest(DIGEST));
  }

  @Test
  void differentProjectsCanMeetInOneNamespace() {
    assertThat(NamespaceName.of(new Tenant("a-b"), new Project("c")))
        .isEqualTo(NamespaceName.of(new Tenant("a"), new Project("b-c")));
    assertThatThrownBy(
            () -> NamespaceName.of(new Tenant("a".repeat(40)), new Project("b".repeat(40))))
        .isInstanceOf(InvalidValueException.class);
  }
}
