package ink.ml.dp.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.model.failure.FailureCode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why a container ended.
 *
 * @param because a sentence's end
 */
record EndedContainer(FailureCode code, String because) {
  /** By SIGKILL, which nobody but the kernel sends to a service that is starting. */
  private static final int KILLED = 137;

  /**
   * What the C library, Go, the JVM, Node.js and Python say when the kernel refuses what only root
   * may do; not what databases say of tables, nor SSH of keys.
   */
  private static final Pattern DENIED =
      Pattern.compile(
          "(?i)permission denied(?! for )(?!.{0,3}\\(?publickey)|operation not permitted|\\bE(ACCES|PERM)\\b"
              + "|AccessDeniedException|must be run as root|only root can|requires root");

  /** Whether it will end in the same way whenever it is started again. */
  static boolean isFinal(PodState pod) {
    String reason = pod.ended().path("reason").asText("");
    return reason.equals("OOMKilled") || isStartError(reason) || isAgain(pod);
  }

  /** Once may be a dependency that was late; ended again, it is a loop. */
  private static boolean isAgain(PodState pod) {
    return pod.restarts() > 0 && !pod.isRunning();
  }

  static EndedContainer of(JsonNode terminated, List<String> log) {
    String reason = terminated.path("reason").asText("");
    String message = terminated.path("message").asText("").strip();
    int exit = terminated.path("exitCode").asInt();
    if (reason.equals("OOMKilled")) {
      return new EndedContainer(FailureCode.OUT_OF_MEMORY, "it used more memory than it asked for");
    }
    if (isStartError(reason)) {
      return DENIED.matcher(message).find()
          ? new EndedContainer(
              FailureCode.IMAGE_NEEDS_ROOT,
              "its command cannot be run by another user than root: " + message)
          : new EndedContainer(
              FailureCode.START_FAILED, "the container could not be started: " + message);
    }
    if (exit == KILLED) {
      return new EndedContainer(
          FailureCode.OUT_OF_MEMORY,
          "it was killed, as happens to what uses more memory than it asked for");
    }
    if (exit != 0 && log.stream().anyMatch(line -> DENIED.matcher(line).find())) {
      return new EndedContainer(
          FailureCode.IMAGE_NEEDS_ROOT,
          "it ended with exit code " + exit + " after it was denied what only root may do");
    }
    return new EndedContainer(
        FailureCode.CRASH_LOOP, "it ended with exit code " + exit + " each time it was started");
  }

  private static boolean isStartError(String reason) {
    return reason.equals("StartError") || reason.equals("ContainerCannotRun");
  }
}
