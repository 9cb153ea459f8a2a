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

  /** What a shell ends with when it found a command and may not execute it. */
  private static final int NOT_EXECUTABLE = 126;

  /** How the kernel's refusal is called by the C library, Go, the JVM, Node.js, Python and Rust. */
  private static final Pattern REFUSED =
      Pattern.compile(
          "(?i)permission denied|operation not permitted|\\bE(ACCES|PERM)\\b"
              + "|java\\.nio\\.file\\.AccessDeniedException");

  /** A file, or what is done with a socket or an owner: what the kernel has a say in. */
  private static final Pattern OF_KERNEL =
      Pattern.compile(
          "(?i)(^|[\\s'\"`(=:\\[])\\.{0,2}/[\\w.]|\\berrno\\b|\\(13:|os error|\\bE(ACCES|PERM)\\b"
              + "|\\b(bind|listen|socket|port|chown|chmod|mkdir|open|setuid|setgid|setgroups|mount)\\b");

  /** Whoever else uses the same words: databases of tables, clouds of resources, SSH of keys. */
  private static final Pattern OF_OTHERS =
      Pattern.compile(
          "(?i)publickey|\\barn:|\\brpc\\b|grpc|PERMISSION_DENIED|https?://|\\b(table|relation|schema"
              + "|database|sequence|function|resource|bucket|projects?)\\b|\\b40[13]\\b");

  private static final Pattern WANTS_ROOT =
      Pattern.compile("(?i)must be run as root|only root can|requires root|are you root");

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
      return new EndedContainer(
          FailureCode.START_FAILED,
          REFUSED.matcher(message).find()
              ? "its command may not be executed: it has no executable bit (chmod +x), or is root's alone, and services run as user 1000: "
                  + message
              : "the container could not be started: " + message);
    }
    if (exit == KILLED) {
      return new EndedContainer(
          FailureCode.OUT_OF_MEMORY,
          "it was killed, as happens to what uses more memory than it asked for");
    }
    if (exit == NOT_EXECUTABLE) {
      return new EndedContainer(
          FailureCode.START_FAILED,
          "it ended with exit code 126: a command was found and may not be executed (chmod +x)");
    }
    if (exit != 0 && log.stream().anyMatch(EndedContainer::isRefusal)) {
      return new EndedContainer(
          FailureCode.IMAGE_NEEDS_ROOT,
          "it ended with exit code "
              + exit
              + " after it was denied what only root may do, or only the owner of a file");
    }
    return new EndedContainer(
        FailureCode.CRASH_LOOP, "it ended with exit code " + exit + " each time it was started");
  }

  private static boolean isRefusal(String line) {
    return WANTS_ROOT.matcher(line).find()
        || (REFUSED.matcher(line).find()
            && OF_KERNEL.matcher(line).find()
            && !OF_OTHERS.matcher(line).find());
  }

  private static boolean isStartError(String reason) {
    return reason.equals("StartError") || reason.equals("ContainerCannotRun");
  }
}
