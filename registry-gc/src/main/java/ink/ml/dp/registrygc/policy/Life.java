package ink.ml.dp.registrygc.policy;

/** Whether the service of a repository exists. */
enum Life {
  /** It does, or the repository is nobody's. */
  LIVE,
  /** It does not, for less than the grace. */
  GONE,
  /** It has been gone for longer than the grace. */
  GONE_FOR_LONG
}
