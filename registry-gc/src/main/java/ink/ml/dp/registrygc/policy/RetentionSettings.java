package ink.ml.dp.registrygc.policy;

import java.time.Duration;
import java.util.List;

/**
 * How much is kept. Every duration may be zero.
 *
 * @param keep how many of the newest tags or images of a service stay
 * @param count what {@code keep} counts
 * @param minAge what was pushed more recently than this stays
 * @param busyWindow a repository that was written to more recently than this stays as it is
 * @param cacheTtl a build cache that was not written for this long goes
 * @param goneGrace how long a service must have been gone before its images go
 * @param staleUpload how long an upload must have been given up before it goes
 * @param untrustedWindow when 90 % of a repository's tags were written within this, their order is
 *     not trusted; zero trusts it always
 * @param brakeFloor how many images must have been in use at the last run for the brake on a fall
 *     by more than half to work
 * @param pins what stays whatever else is said
 */
public record RetentionSettings(
    int keep,
    CountMode count,
    Duration minAge,
    Duration busyWindow,
    Duration cacheTtl,
    Duration goneGrace,
    Duration staleUpload,
    Duration untrustedWindow,
    int brakeFloor,
    List<Pin> pins) {
  public RetentionSettings {
    pins = List.copyOf(pins);
  }

  /** The same where nobody can push: no repository is busy, and no upload goes on. */
  public RetentionSettings quiesced() {
    return new RetentionSettings(
        keep,
        count,
        minAge,
        Duration.ZERO,
        cacheTtl,
        goneGrace,
        Duration.ZERO,
        untrustedWindow,
        brakeFloor,
        pins);
  }
}
