package ink.ml.dp.builder.packs;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.builder.testing.ActivityRig;
import ink.ml.dp.builder.testing.ServedImage;
import ink.ml.dp.buildkit.testing.ImageReader;
import ink.ml.dp.model.activity.BuiltImage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
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
