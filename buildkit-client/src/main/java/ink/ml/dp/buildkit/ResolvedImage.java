package ink.ml.dp.buildkit;

/**
 * What the name of an image meant to a build.
 *
 * @param name spelt out, with its tag and without a digest
 * @param digest {@code sha256:…}
 */
public record ResolvedImage(String name, String digest) {}
