package ink.ml.dp.registrygc.roots;

/**
 * Where the garbage collector learns what is in use. It reads several times in a run, so that a
 * deployment that begins in the middle of one is seen.
 */
public interface RootSource {
  /**
   * Everything that is in use now, complete.
   *
   * @throws RootsUnavailableException when any part could not be read. An incomplete answer would
   *     look like images that nobody uses, so there is none.
   */
  ClusterState read();
}
