package ink.ml.dp.model.result;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not carried out, for people and programs. Also the details of every {@code
 * ApplicationFailure}.
 *
 * @param code a {@link FailureCode}'s wire string
 * @param blame {@code user}, {@code platform} or {@code capacity}
 * @param message "tried to X but failed because Y"
 * @param hint what to do next
 * @param logTail the last lines of the build or of the service, oldest first; at most 50 lines,
 *     1,000 characters each and 8 KiB together
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServiceError(
    @JsonProperty("code") String code,
    @JsonProperty("blame") String blame,
    @JsonProperty("message") String message,
    @JsonProperty("hint") String hint,
    @JsonProperty("log_tail") @Nullable List<String> logTail) {
  private static final int MAX_LINES = 50;
  private static final int MAX_BYTES = 8 << 10;

  /** Of a line: one that is longer must not push out those before it, which may say more. */
  private static final int MAX_LINE = 1000;

  private static final String CUT = "…";

  public ServiceError {
    logTail = logTail == null ? List.of() : tail(logTail);
  }

  public static ServiceError of(FailureCode code, String message, List<String> logTail) {
    return new ServiceError(code.wire(), code.blame().wire(), message, code.hint(), logTail);
  }

  public static ServiceError of(DeployException failure) {
    return of(failure.code(), failure.sentence(), failure.logTail());
  }

  private static List<String> tail(List<String> lines) {
    List<String> kept = new ArrayList<>();
    int bytes = 0;
    for (int i = lines.size() - 1; i >= 0 && kept.size() < MAX_LINES; i--) {
      String line = cut(lines.get(i));
      bytes += line.getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes > MAX_BYTES) {
        break;
      }
      kept.addFirst(line);
    }
    return List.copyOf(kept);
  }

  /** Between two characters, never within one. */
  private static String cut(String line) {
    if (line.length() <= MAX_LINE) {
      return line;
    }
    int end = MAX_LINE - CUT.length();
    return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + CUT;
  }
}
