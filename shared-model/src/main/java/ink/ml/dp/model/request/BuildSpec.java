package ink.ml.dp.model.request;

import ink.ml.dp.model.name.RelativePath;

/**
 * How the source becomes an image.
 *
 * @param rootDirectory the build's context, relative to the repository
 * @param dockerfilePath relative to {@code rootDirectory}; {@code dockerfile} pack only
 * @param publishDirectory what is served, relative to {@code rootDirectory}; {@code static} pack
 *     only
 */
public record BuildSpec(
    BuildPack pack,
    RelativePath rootDirectory,
    RelativePath dockerfilePath,
    RelativePath publishDirectory) {
  public static final RelativePath DEFAULT_DOCKERFILE = new RelativePath("Dockerfile");
}
