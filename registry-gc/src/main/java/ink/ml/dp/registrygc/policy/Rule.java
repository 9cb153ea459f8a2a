package ink.ml.dp.registrygc.policy;

import java.util.Locale;

/** Why something stays or goes. The names appear in the audit. */
public enum Rule {
  /** Not a repository of ours to clean. */
  FOREIGN(true),
  /** Something in the repository does not parse, so everything in it stays. */
  CONSERVATIVE(true),
  /** Somebody is pushing to the repository. */
  BUSY(true),
  /** Nearly all tags were written at once, as a restored backup is: their order means nothing. */
  ORDER_UNTRUSTED(true),
  /** The cluster runs it, may run it again, or recorded it as a release. */
  IN_USE(true),
  /** An operator said that it stays. */
  PINNED(true),
  /** Pushed too recently to be judged. */
  YOUNG(true),
  /** Among the newest. */
  NEWEST(true),
  /** A build cache that was written recently enough. */
  CACHE_FRESH(true),
  /** A signature or the like of something that stays. */
  FOLLOWS_SUBJECT(true),
  /** Part of something that stays. */
  REFERENCED(true),

  /** There are enough newer ones. */
  SUPERSEDED(false),
  /** A build cache that nobody has written for long. */
  CACHE_EXPIRED(false),
  /** The service or its namespace has been gone for long. */
  SERVICE_GONE(false),
  /** A signature or the like of something that goes or has gone. */
  SUBJECT_GONE(false),
  /** A manifest that no tag reaches. */
  UNTAGGED(false),
  /** A blob or a link that no manifest needs. */
  UNREFERENCED(false),
  /** An upload that was given up. */
  STALE_UPLOAD(false),
  /** A directory with nothing in it. */
  EMPTY(false);

  private final boolean keeps;

  Rule(boolean keeps) {
    this.keeps = keeps;
  }

  /** Whether what it is said of stays. */
  public boolean keeps() {
    return keeps;
  }

  /** The name in the audit. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
