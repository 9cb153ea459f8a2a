package ink.ml.dp.builder.packs;

import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.request.BuildSpec;
import java.nio.file.Path;

/**
 * What a plan is made from.
 *
 * @param tree the commit's files
 * @param ledger where the client remembers the app's files
 */
public record BuildContext(Path tree, Path ledger, BuildSpec build) {
  RelativePath rootDirectory() {
    return build.rootDirectory();
  }
}
