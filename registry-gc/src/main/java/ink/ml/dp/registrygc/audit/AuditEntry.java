package ink.ml.dp.registrygc.audit;

/**
 * What became of one object.
 *
 * @param action what was done
 * @param kind tag, manifest, layer, blob, upload or directory
 * @param repository empty for a blob, which belongs to none
 * @param name the tag, upload or directory; empty where the digest says it all
 * @param digest {@code sha256:…}, or empty
 * @param size in bytes, or negative when nobody looked
 * @param rule why, as one word
 * @param reason why, in addition: who uses it, which pin it matches; may be empty
 */
public record AuditEntry(
    Action action,
    String kind,
    String repository,
    String name,
    String digest,
    long size,
    String rule,
    String reason) {
  /** What is done to objects. */
  public enum Action {
    /** It stays. */
    KEEP,
    /** It would go, had this not been a plan. */
    WOULD_HIDE,
    /** It was moved where the registry does not see it, and can come back. */
    HIDE,
    /** It came back. */
    RESTORE,
    /** It is gone for good. */
    PURGE,
    /** It does not resolve, or holds something unexpected. */
    ALERT
  }
}
