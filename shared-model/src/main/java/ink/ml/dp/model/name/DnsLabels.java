package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/** RFC 1123 labels, as Kubernetes takes them for names. */
final class DnsLabels {
  static final int MAX_LENGTH = 63;
  static final String RULE =
      "must be a DNS label: 1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit";

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private DnsLabels() {}

  static boolean isLabel(String value) {
    return LABEL.matcher(value).matches();
  }
}
