package ink.ml.dp.builder.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.request.BuildPack;
import ink.ml.dp.model.request.BuildSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which directory the static pack serves, and which of its files it leaves out. */
class StaticSiteTest {
  @TempDir private Path tree;

  @ParameterizedTest
  @ValueSource(strings = {"dist", "build", "public", "out", "_site", "docs"})
  void findsThePublishDirectoryByItself(String directory) throws IOException {
    write(directory + "/index.html");
    write("package.json");
    assertThat(site("", "")).isEqualTo(tree.resolve(directory));
    assertThat(plan("", "").notes()).singleElement().asString().contains("'" + directory + "'");
  }

  @Test
  void prefersTheRootAndThenTheOrderOfTheList() throws IOException {
    write("docs/index.html");
    write("public/readme.txt");
    assertThat(site("", "")).isEqualTo(tree.resolve("docs"));
    write("public/index.htm");
    assertThat(site("", "")).isEqualTo(tree.resolve("public"));
    write("index.html");
    assertThat(site("", "")).isEqualTo(tree);
    assertThat(plan("", "").notes()).isEmpty();
  }

  @Test
  void looksBelowTheRootDirectory() throws IOException {
    write("web/dist/index.html");
    assertThat(site("web", "")).isEqualTo(tree.resolve("web/dist"));
  }

  @Test
  void takesAFallbackPageForAPage() throws IOException {
    write("app/200.html");
    assertThat(site("", "app")).isEqualTo(tree.resolve("app"));
  }

  @Test
  void refusesARepositoryWithoutAPageAndSaysWhereItLooked() throws IOException {
    write("README.md");
    write("dist/app.js");
    write("web/public/index.html");
    write("about.html");
    DeployException refusal = refusal("", "");
    assertThat(refusal.code()).isEqualTo(FailureCode.SITE_NOT_FOUND);
    assertThat(refusal.sentence())
        .contains("index.html", "dist, build, public, out, _site, docs", "'web/public/index.html'");
  }

  @Test
  void refusesAPublishDirectoryWithoutAPage() throws IOException {
    write("index.html");
    write("dist/app.js");
    DeployException refusal = refusal("", "dist");
    assertThat(refusal.code()).isEqualTo(FailureCode.SITE_NOT_FOUND);
    assertThat(refusal.sentence()).contains("'dist'", "'index.html'");
  }

  @Test
  void takesNoPageThatALinkFetchesFromElsewhere() throws IOException {
    write("index.txt");
    Files.createDirectory(tree.resolve("dist"));
    Files.createSymbolicLink(tree.resolve("dist/index.html"), Path.of("../index.txt"));
    assertThat(refusal("", "").code()).isEqualTo(FailureCode.SITE_NOT_FOUND);
    Files.createSymbolicLink(tree.resolve("index.html"), Path.of("index.txt"));
    assertThat(site("", "")).isEqualTo(tree);
  }

  @Test
  void leavesOutLinksThatLeadOutOfTheSite() throws IOException {
    write("index.html");
    write("images/logo.svg");
    link("favicon.svg", "images/logo.svg");
    link("assets", "images");
    link("sub/logo.svg", "../assets/logo.svg");
    link("dangling", "nowhere");
    link("round", "round");
    link("outside.txt", "../../../etc/hostname");
    link("absolute", "/etc/hostname");
    link("images/up", "../..");
    link("by-way", "images/up/etc/hostname");
    link("there-and-back", "../" + tree.getFileName() + "/index.html");
    link("#odd *[name] ", "/etc/hostname");
    assertThat(ignored())
        .contains(
            "outside.txt",
            "absolute",
            "images/up",
            "by-way",
            "there-and-back",
            "\\#odd[ ]\\*\\[name\\][ ]",
            "round")
        .doesNotContain("favicon.svg", "assets", "sub/logo.svg", "dangling");
  }

  @Test
  void answersForUnknownPathsByTheFrontPageOnlyWhereThatIsAsked() throws IOException {
    write("index.html");
    assertThat(file(plan("", "", false), "Dockerfile"))
        .contains("file /200.html\n")
        .doesNotContain("file /200.html /index.html");
    assertThat(file(plan("", "", true), "Dockerfile"))
        .contains("file /200.html /index.html /index.htm\n");
  }

  private void link(String path, String target) throws IOException {
    Path link = tree.resolve(path);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }

  private List<String> ignored() {
    return file(plan("", ""), "Dockerfile.dockerignore").lines().toList();
  }

  private static String file(BuildPlan plan, String name) {
    LocalSource.Files own =
        (LocalSource.Files) Objects.requireNonNull(plan.locals().get("dockerfile"));
    byte[] text = Objects.requireNonNull(own.files().get(name));
    return new String(text, StandardCharsets.UTF_8);
  }

  private Path site(String root, String publish) {
    return ((LocalSource.Directory)
            Objects.requireNonNull(plan(root, publish).locals().get("context")))
        .root();
  }

  private BuildPlan plan(String root, String publish) {
    return plan(root, publish, false);
  }

  private BuildPlan plan(String root, String publish, boolean spa) {
    BuildSpec build =
        new BuildSpec(
            BuildPack.STATIC,
            new RelativePath(root),
            BuildSpec.DEFAULT_DOCKERFILE,
            new RelativePath(publish),
            Optional.empty(),
            spa);
    return Pack.of(BuildPack.STATIC, "docker.io/library/caddy:2")
        .plan(new BuildContext(tree, tree.resolveSibling("ledger"), build));
  }

  private DeployException refusal(String root, String publish) {
    DeployException refusal =
        catchThrowableOfType(DeployException.class, () -> plan(root, publish));
    assertThat(refusal).as("the plan must be refused").isNotNull();
    return refusal;
  }

  private void write(String path) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "it works");
  }
}
