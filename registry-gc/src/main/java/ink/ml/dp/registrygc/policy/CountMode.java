package ink.ml.dp.registrygc.policy;

/** What "the newest N" counts. */
public enum CountMode {
  /** Tags: two tags on one image take two places. */
  TAGS,
  /** Images: tags on one image share a place. */
  DIGESTS
}
