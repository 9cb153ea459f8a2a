package ink.ml.dp.model.activity;

import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.SourceId;
import ink.ml.dp.model.request.BuildSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Identifies everything that decides what a build makes, apart from what moves on its own (base
 * images). Two runs with the same key need one build. Environment values are not hashed, since a
 * hash of a short value can be guessed: their version stands for them, and only when the build sees
 * any.
 */
public final class BuildKey {
  private BuildKey() {}

  /** By the commit, of which everything is known without its host: 64 hexadecimal digits. */
  public static String of(CommitSha commit, BuildSpec build, ResolvedEnvironment environment) {
    return of("v2", commit.value(), build, environment);
  }

  /** By the files that are built, which other commits may have, too: 64 hexadecimal digits. */
  public static String ofSource(SourceId source, BuildSpec build, ResolvedEnvironment environment) {
    return of("v2 source", source.value(), build, environment);
  }

  private static String of(
      String kind, String source, BuildSpec build, ResolvedEnvironment environment) {
    List<String> inputs =
        List.of(
            kind,
            source,
            build.pack().wire() + "@" + build.pack().version(),
            build.rootDirectory().value(),
            build.dockerfilePath().value(),
            build.publishDirectory().value(),
            environment.hasBuildVariables() ? environment.version() : "");
    // At the end, and only where there is one: the keys of all others stay what they were.
    String target = build.dockerfileTarget().map(stage -> "\n" + stage).orElse("");
    String spa = build.spa() ? "\nspa: true" : "";
    return sha256(String.join("\n", inputs) + target + spa);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
