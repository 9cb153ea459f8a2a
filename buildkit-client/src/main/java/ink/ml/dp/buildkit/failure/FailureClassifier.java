package ink.ml.dp.buildkit.failure;

import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.BuildFailure.StepFailed.Limit;
import ink.ml.dp.buildkit.BuildStep;
import ink.ml.dp.buildkit.progress.ProgressTracker;
import ink.ml.dp.buildkit.progress.ProgressTracker.FailedStep;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the cause. Evidence counts in this order: what we did ourselves, how a command ended, the
 * status code, the text. Texts are matched last because they are nobody's promise, and within them
 * the machinery's before the user's, since a lost session also carries a line of the Dockerfile.
 */
public final class FailureClassifier {
  private static final Pattern LOST =
      Pattern.compile(
          "no active session|session healthcheck failed|the client connection is closing"
              + "|frontend grpc server closed unexpectedly|transport is closing|error reading from"
              + " server: eof|no such job");
  private static final Pattern NO_ROOM =
      Pattern.compile("no space left on device|disk quota exceeded");
  private static final Pattern BROKEN =
      Pattern.compile("cannot allocate memory|input/output error|read-only file system");
  private static final Pattern POLICY =
      Pattern.compile(
          "not an allowed gateway source|denied by policy|not allowed by policy"
              + "|entitlement .*(denied|not allowed)|(network\\.host|security\\.insecure) is not"
              + " allowed");
  private static final Pattern PUSH = Pattern.compile("failed to push");

  /** Status codes only where one is said: tags are hexadecimal numbers, and ports hold a 500. */
  private static final Pattern REFUSED =
      Pattern.compile(
          "(: |status |code )4(00|01|03|05|13)\\b|unauthorized|forbidden|access denied"
              + "|authorization failed");

  /**
   * How the registry refuses a manifest that names what it does not have. The builder quotes the
   * status and not the registry's own code (remotes/errors in containerd 2.4.2).
   */
  private static final Pattern PART_GONE =
      Pattern.compile("blob_unknown|blob unknown|put request to \\S+/manifests/\\S+: 40[04]\\b");

  private static final Pattern IMAGE =
      Pattern.compile(
          "failed to resolve source metadata|pull access denied|failed to do request"
              + "|failed to resolve reference|failed to copy: httpreadseeker");
  private static final Pattern REMOTE = Pattern.compile("failed to load cache key");
  private static final Pattern TEMPORARY =
      Pattern.compile(
          "(: |status |code )(408|429|50[0-4])\\b|too ?many ?requests|deadline exceeded|timed out"
              + "|(i/o|gateway|handshake|client\\.)[ .]?timeout|timeout (exceeded|awaiting)|no such"
              + " host|connection re(fused|set)|temporary failure|server misbehaving|network is"
              + " unreachable|no route to host|\\beof$");
  private static final Pattern IGNORE_FILE =
      Pattern.compile(
          "the pattern .* is malformed|syntax error in pattern|illegal exclusion pattern"
              + "|the patterns of the ignore file take more than");

  /** What the frontend finds wrong with a Dockerfile as a whole, for which it names no line. */
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "the dockerfile cannot be empty|contains no stages to build|target stage .* could not be"
              + " found|invalid stage index|lint violation found|invalid check option|invalid escape"
              + " token|parser directive can be used|max allowed size"
              + "|failed to load cache key: (parse \"|unknown scheme)");

  /** A host that does not exist, where it is the Dockerfile's and not the platform's own. */
  private static final Pattern NO_HOST =
      Pattern.compile(
          "(metadata for |get \"https?://)([a-z0-9.-]+)[:/].* lookup \\2\\b.*: no such host");

  private static final Pattern SECRET = Pattern.compile("\\bsecret (\\S+): not found");
  private static final Pattern NO_DOCKERFILE =
      Pattern.compile("failed to read dockerfile: .*(no such file|not found)");

  /**
   * With what the platform's runtime ends a step (main.go beside buildkitd's configuration); a
   * step's own command that ends so is told as 1 by it.
   */
  private static final Map<Integer, Limit> LIMITS =
      Map.of(241, Limit.TIME, 242, Limit.DISK, 243, Limit.MEMORY);

  private static final int DISK_FULL = 244;

  private FailureClassifier() {}

  public static BuildFailure classify(FailureEvidence evidence, ProgressTracker progress) {
    if (evidence.cancelled()) {
      return new BuildFailure.Cancelled();
    }
    Optional<Integer> exitCode = evidence.exitCode();
    if (exitCode.isPresent()) {
      return step(evidence, exitCode.get(), progress.failedStep(evidence.vertex()));
    }
    String text = evidence.text().toLowerCase(Locale.ROOT);
    if (evidence.sessionLost() || lost(evidence.code(), text)) {
      return new BuildFailure.DaemonLost("the connection to it was lost (" + evidence.code() + ")");
    }
    if (NO_ROOM.matcher(text).find()) {
      return new BuildFailure.DiskFull("the builder's disk is full");
    }
    return byText(evidence, text);
  }

  private static boolean lost(Code code, String text) {
    // CANCELLED is not ours here: that was asked first.
    return code == Code.CANCELLED
        || (code == Code.UNAVAILABLE && !PUSH.matcher(text).find() && !IMAGE.matcher(text).find())
        || LOST.matcher(text).find()
        || text.endsWith("context canceled");
  }

  private static BuildFailure step(
      FailureEvidence evidence, int exitCode, Optional<FailedStep> failed) {
    String command =
        failed.map(FailedStep::step).map(FailureClassifier::command).orElse("of the build");
    if (exitCode == DISK_FULL) {
      return new BuildFailure.DiskFull(
          "the builder's disk was full while the step \"" + command + "\" ran");
    }
    return new BuildFailure.StepFailed(
        command,
        exitCode,
        evidence.code() == Code.RESOURCE_EXHAUSTED
            ? Limit.MEMORY
            : LIMITS.getOrDefault(exitCode, Limit.NONE),
        evidence.location(),
        failed.map(FailedStep::tail).orElse(List.of()));
  }

  private static BuildFailure push(String detail, String text) {
    if (PART_GONE.matcher(text).find()) {
      return new BuildFailure.ImagePartGone(detail);
    }
    return REFUSED.matcher(text).find()
        ? new BuildFailure.RegistryRejected(detail)
        : new BuildFailure.RegistryUnavailable(detail);
  }

  /** What stands in the Dockerfile: {@code npm ci} of {@code [build 2/4] RUN npm ci}. */
  private static String command(BuildStep step) {
    return step.name().replaceFirst("^\\[[^\\]]*\\] ", "").replaceFirst("^RUN ", "");
  }

  private static BuildFailure byText(FailureEvidence evidence, String text) {
    String detail = FailureText.readable(evidence.text());
    Matcher secret = SECRET.matcher(evidence.text());
    if (secret.find()) {
      return new BuildFailure.SecretMissing(secret.group(1), evidence.location());
    }
    if (POLICY.matcher(text).find()) {
      return new BuildFailure.PolicyDenied(detail);
    }
    if (PUSH.matcher(text).find()) {
      return push(detail, text);
    }
    if (NO_DOCKERFILE.matcher(text).find()) {
      return new BuildFailure.DockerfileMissing(detail);
    }
    if (text.contains("dockerfile parse error")
        || IGNORE_FILE.matcher(text).find()
        || COMPLAINT.matcher(text).find()) {
      return new BuildFailure.DockerfileInvalid(detail, evidence.location());
    }
    boolean image = IMAGE.matcher(text).find();
    if (NO_HOST.matcher(text).find()) {
      return image
          ? new BuildFailure.BaseImageMissing(detail, evidence.location())
          : new BuildFailure.DockerfileInvalid(detail, evidence.location());
    }
    if (TEMPORARY.matcher(text).find() && (image || REMOTE.matcher(text).find())) {
      return new BuildFailure.BaseImageUnavailable(detail);
    }
    return image
        ? new BuildFailure.BaseImageMissing(detail, evidence.location())
        : rest(evidence, text);
  }

  private static BuildFailure rest(FailureEvidence evidence, String text) {
    String detail = FailureText.readable(evidence.text());
    if (text.contains("error from sender")) {
      return new BuildFailure.Internal(detail);
    }
    if (evidence.code() == Code.RESOURCE_EXHAUSTED
        || evidence.code() == Code.INTERNAL
        || BROKEN.matcher(text).find()) {
      return new BuildFailure.DaemonLost("it is in trouble: " + detail);
    }
    // A line of the Dockerfile alone proves nothing, but the machinery's texts have been excluded.
    return evidence.location().isPresent() || text.contains("failed to read dockerfile")
        ? new BuildFailure.DockerfileInvalid(detail, evidence.location())
        : new BuildFailure.Internal(detail);
  }
}
