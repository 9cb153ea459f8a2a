package ink.ml.dp.builder.image;

import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.setting.Setting;
import ink.ml.dp.model.setting.Settings;
import java.util.Optional;

/**
 * The platform's own images that builds begin from, spelt out in full.
 *
 * @param staticBase what static sites are served by
 * @param syntax pinned by digest: answers for every listed {@code # syntax=}; absent where the
 *     daemon's own frontend does
 */
public record ImageSettings(String staticBase, Optional<String> syntax) {
  public static final String STATIC_BASE = "caddy:2";

  public static ImageSettings read(Settings settings) {
    return new ImageSettings(
        image(settings, "STATIC_BASE_IMAGE", "the base of static sites: has `caddy` and a shell")
            .orElse(ImageNames.normalized(STATIC_BASE)),
        image(
                settings,
                "DOCKERFILE_FRONTEND",
                "answers for every listed `# syntax=`, instead of the builder's own frontend")
            .as("an image with its digest (@sha256:…)", ImageSettings::pinned)
            .optional());
  }

  private static Setting<String> image(Settings settings, String name, String meaning) {
    return settings.text(name, meaning).as("an image name", ImageNames::normalized);
  }

  private static String pinned(String image) {
    if (!image.matches(".+@sha256:[0-9a-f]{64}")) {
      throw new InvalidValueException("must be an image with its digest (@sha256:…)");
    }
    return image;
  }
}
