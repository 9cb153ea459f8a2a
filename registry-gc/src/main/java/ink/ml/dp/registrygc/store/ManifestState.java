package ink.ml.dp.registrygc.store;

/** What became of reading a manifest. */
public sealed interface ManifestState {
  /** It was read, and its bytes are those that its digest names. */
  record Readable(Manifest manifest, long size) implements ManifestState {}

  /**
   * Nobody knows what it refers to.
   *
   * @param reason as in "because <i>it is not JSON</i>"
   */
  record Unreadable(String reason) implements ManifestState {}
}
