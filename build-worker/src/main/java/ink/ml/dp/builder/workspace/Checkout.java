package ink.ml.dp.builder.workspace;

import ink.ml.dp.model.name.CheckoutId;
import java.nio.file.Path;

/**
 * Where one checkout is.
 *
 * @param directory holds {@link #git} and {@link #tree} only
 */
public record Checkout(CheckoutId id, Path directory) {
  /** What was fetched; never part of a build. */
  public Path git() {
    return directory.resolve("git");
  }

  /** The commit's files. */
  public Path tree() {
    return directory.resolve("tree");
  }
}
