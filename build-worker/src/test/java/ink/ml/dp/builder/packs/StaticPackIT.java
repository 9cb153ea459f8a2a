package ink.ml.dp.builder.packs;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.builder.testing.ActivityRig;
import ink.ml.dp.builder.testing.ServedImage;
import ink.ml.dp.builder.testing.TestRepository;
import ink.ml.dp.builder.testing.TestRepository.Entry;
import ink.ml.dp.buildkit.testing.ImageReader;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.ClonedRepo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The static pack's image, built and run as the platform runs it: as user 1000, with nothing. */
class StaticPackIT {
  @TempDir private Path directory;

  @Test
  void servesTheSiteAndNothingHidden() throws Exception {
    try (ActivityRig rig = new ActivityRig(directory)) {
      BuiltImage built =
          rig.build(
              rig.cloneCommit(
                  Map.of(
                      "index.html", "<h1>hello</h1>",
                      "about.html", "about us",
                      "404.html", "nothing here",
                      "assets/app.0123abcd.js", "let x;",
                      ".env", "KEY=canary-in-a-hidden-file",
                      ".well-known/security.txt", "mail us",
                      ".dockerignore", "index.html\n",
                      "docs/.htpasswd", "canary-in-a-hidden-file")),
              "static");
      ImageReader image = rig.image(built);
      assertThat(image.mentions("canary-in-a-hidden-file")).isFalse();
      assertThat(image.config()).contains("\"User\":\"1000:1000\"");
      try (ServedImage site = new ServedImage(image, "8123")) {
        check(site);
      }
    }
  }

  @Test
  void servesAnApplicationWithOddNamesCompressedFilesAndLinks() throws Exception {
    byte[] script = "let value = 'some text';\n".repeat(50).getBytes(StandardCharsets.UTF_8);
    byte[] compressed = gzip(script);
    try (ActivityRig rig = new ActivityRig(directory)) {
      ClonedRepo repo =
          rig.cloneCommit(
              repository ->
                  repository.commit(
                      "refs/heads/main",
                      repository.tree(
                          new Entry("package.json", FileMode.REGULAR_FILE, repository.blob("{}")),
                          new Entry(
                              "public", FileMode.TREE, site(repository, script, compressed)))));
      BuiltImage built = rig.build(repo, "static");
      assertThat(rig.log()).contains("serving 'public'");
      try (ServedImage site = new ServedImage(rig.image(built), "8123")) {
        checkApplication(site);
        assertThat(site.get("/app.js").body()).startsWith("let value");
        HttpResponse<byte[]> packed = site.bytes("/app.js", "gzip");
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.body()).isEqualTo(compressed);
        assertThat(packed.headers().firstValue("Vary")).contains("Accept-Encoding");
        HttpResponse<byte[]> archive = site.bytes("/data.json.gz", "gzip, br, zstd");
        assertThat(archive.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(archive.body()).isEqualTo(compressed);
      }
    }
  }

  @Test
  void answersForUnknownPathsByTheFrontPage() throws Exception {
    try (ActivityRig rig = new ActivityRig(directory)) {
      ClonedRepo repo =
          rig.cloneCommit(
              Map.of(
                  "index.html", "the application",
                  "404.html", "nothing here",
                  "about.html", "about us"));
      try (ServedImage site = new ServedImage(rig.image(rig.buildApplication(repo)), "8123")) {
        HttpResponse<String> deep = site.get("/users/42/settings");
        assertThat(deep.statusCode()).isEqualTo(200);
        assertThat(deep.body()).isEqualTo("the application");
        assertThat(caching(site, "/users/42/settings")).contains("must-revalidate");
        assertThat(site.get("/about").body()).isEqualTo("about us");
        assertThat(site.get("/gone.js").statusCode()).as("a page is no script").isEqualTo(404);
        assertThat(site.get("/.env").statusCode()).isEqualTo(404);
      }
    }
  }

  private static ObjectId site(TestRepository repository, byte[] script, byte[] compressed) {
    ObjectId logo = repository.blob("logo");
    ObjectId text = repository.blob("text");
    return repository.tree(
        new Entry("200.html", FileMode.REGULAR_FILE, repository.blob("the application")),
        new Entry("404.html", FileMode.REGULAR_FILE, repository.blob("nothing here")),
        new Entry("100%.txt", FileMode.REGULAR_FILE, text),
        new Entry("[id]-01ab23cd.js", FileMode.REGULAR_FILE, text),
        new Entry("app.js", FileMode.REGULAR_FILE, repository.blob(script)),
        new Entry("app.js.gz", FileMode.REGULAR_FILE, repository.blob(compressed)),
        new Entry("assets", FileMode.SYMLINK, repository.blob("images")),
        new Entry("contact.htm", FileMode.REGULAR_FILE, repository.blob("write to us")),
        new Entry("data.json.gz", FileMode.REGULAR_FILE, repository.blob(compressed)),
        new Entry("favicon.svg", FileMode.SYMLINK, repository.blob("assets/logo.svg")),
        new Entry(
            "images",
            FileMode.TREE,
            repository.tree(
                new Entry("hero-Photo123.png", FileMode.REGULAR_FILE, text),
                new Entry("index-DiwrgT4a.js", FileMode.REGULAR_FILE, text),
                new Entry("logo.svg", FileMode.REGULAR_FILE, logo))),
        new Entry("index.htm", FileMode.REGULAR_FILE, repository.blob("front page")),
        new Entry("out.txt", FileMode.SYMLINK, repository.blob("../../../etc/passwd")),
        new Entry("photo-20240115.jpg", FileMode.REGULAR_FILE, text),
        new Entry("root.txt", FileMode.SYMLINK, repository.blob("/etc/passwd")),
        new Entry("what?.txt", FileMode.REGULAR_FILE, text));
  }

  private static void checkApplication(ServedImage site) throws IOException {
    assertThat(site.get("/").body()).isEqualTo("front page");
    assertThat(site.get("/contact").body()).isEqualTo("write to us");
    assertThat(site.get("/favicon.svg").body()).isEqualTo("logo");
    assertThat(site.get("/assets/logo.svg").body()).isEqualTo("logo");
    assertThat(site.get("/out.txt").statusCode()).isEqualTo(404);
    assertThat(site.get("/root.txt").statusCode()).isEqualTo(404);
    assertThat(site.get("/100%25.txt").body()).isEqualTo("text");
    assertThat(site.get("/what%3F.txt").body()).isEqualTo("text");
    assertThat(caching(site, "/%5Bid%5D-01ab23cd.js")).contains("immutable");
    assertThat(caching(site, "/assets/index-DiwrgT4a.js")).contains("immutable");
    assertThat(caching(site, "/assets/hero-Photo123.png")).contains("must-revalidate");
    assertThat(caching(site, "/photo-20240115.jpg")).contains("must-revalidate");
    HttpResponse<String> deep = site.get("/users/42/settings");
    assertThat(deep.statusCode()).isEqualTo(200);
    assertThat(deep.body()).isEqualTo("the application");
    assertThat(caching(site, "/users/42/settings")).contains("must-revalidate");
    HttpResponse<String> gone = site.get("/assets/gone.0123abcd.js");
    assertThat(gone.statusCode()).as("a page is no script").isEqualTo(404);
    assertThat(gone.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(site.get("/.env").statusCode()).isEqualTo(404);
  }

  private static String caching(ServedImage site, String path) throws IOException {
    return site.get(path).headers().firstValue("Cache-Control").orElse("");
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static void check(ServedImage site) throws IOException {
    assertThat(site.get("/").body()).isEqualTo("<h1>hello</h1>");
    assertThat(site.get("/").headers().firstValue("Cache-Control").orElse(""))
        .contains("must-revalidate");
    assertThat(site.get("/about").body()).isEqualTo("about us");
    assertThat(site.get("/.well-known/security.txt").body()).isEqualTo("mail us");
    assertThat(site.get("/assets/app.0123abcd.js").headers().firstValue("Cache-Control").orElse(""))
        .contains("immutable");
    HttpResponse<String> missing = site.get("/missing");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).isEqualTo("nothing here");
    assertThat(site.get("/.env").statusCode()).isEqualTo(404);
    assertThat(site.get("/docs/.htpasswd").statusCode()).isEqualTo(404);
    assertThat(site.get("/docs/../.env").statusCode()).isEqualTo(404);
  }
}
