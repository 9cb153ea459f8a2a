package ink.ml.dp.builder.git;

import ink.ml.dp.model.failure.FailureCode;
import java.io.IOException;

/** A repository holds something that is not checked out. */
final class HostileTreeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;
  private final String why;

  HostileTreeException(FailureCode code, String why) {
    super(why);
    this.code = code;
    this.why = why;
  }

  static HostileTreeException invalid(String path, String why) {
    return new HostileTreeException(
        FailureCode.REPOSITORY_INVALID, "'" + printable(path) + "' " + why);
  }

  static HostileTreeException tooLarge(String why) {
    return new HostileTreeException(FailureCode.REPOSITORY_TOO_LARGE, why);
  }

  FailureCode code() {
    return code;
  }

  String why() {
    return why;
  }

  private static String printable(String path) {
    String shown = path.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    return shown.length() <= 200 ? shown : shown.substring(0, 200) + "…";
  }
}
