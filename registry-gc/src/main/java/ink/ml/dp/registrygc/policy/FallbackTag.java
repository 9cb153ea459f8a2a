package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.digest.Digest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tag that says by its name which manifest it is about: {@code sha256-<digits>} of the OCI
 * distribution specification's referrers fallback, and with a suffix as cosign writes it.
 */
final class FallbackTag {
  private static final Pattern NAME =
      Pattern.compile("sha256-([0-9a-f]{64})(?:\\.(?:sig|att|sbom))?");

  private FallbackTag() {}

  /** The manifest that the tag is about, or empty for an ordinary tag. */
  static Optional<Digest> subject(String tag) {
    Matcher matcher = NAME.matcher(tag);
    return matcher.matches() ? Digest.ofHex(matcher.group(1)) : Optional.empty();
  }
}
