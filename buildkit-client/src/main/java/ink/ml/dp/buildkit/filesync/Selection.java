package ink.ml.dp.buildkit.filesync;

import java.util.List;

/**
 * Which part of a source the daemon wants.
 *
 * @param includes patterns, of which one must match; empty for everything
 * @param excludes patterns, of which none may match
 * @param followed paths that are wanted together with what their symbolic links lead to
 */
record Selection(List<String> includes, List<String> excludes, List<String> followed) {
  static final Selection EVERYTHING = new Selection(List.of(), List.of(), List.of());

  Selection {
    includes = List.copyOf(includes);
    excludes = List.copyOf(excludes);
    followed = List.copyOf(followed);
  }
}
