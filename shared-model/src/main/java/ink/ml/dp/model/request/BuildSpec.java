package ink.ml.dp.model.request;

import ink.ml.dp.model.name.BuildStage;
import ink.ml.dp.model.name.RelativePath;
import java.util.Optional;

/**
 * How the source becomes an image.
 *
 * @param rootDirectory the build's context, relative to the repository
 * @param dockerfilePath relative to {@code rootDirectory}; {@code dockerfile} pack only
 * @param publishDirectory what is served, relative to {@code rootDirectory}; {@code static} pack
 *     only
 * @param dockerfileTarget the stage to build, the last one when absent; {@code dockerfile} pack
 *     only
 * @param spa whether the front page answers for unknown paths; {@code static} pack only
 */
public record BuildSpec(
    BuildPack pack,
    RelativePath rootDirectory,
    RelativePath dockerfilePath,
    RelativePath publishDirectory,
    Optional<BuildStage> dockerfileTarget,
    boolean spa) {
  public static final RelativePath DEFAULT_DOCKERFILE = new RelativePath("Dockerfile");
}
