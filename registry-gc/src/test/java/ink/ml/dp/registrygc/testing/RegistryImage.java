package ink.ml.dp.registrygc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** The local platform's images, and what is in the registry's. */
public final class RegistryImage {
  private static final Path IMAGES = images();
  private static final Path PROGRAM = copied(image("registry"));

  private RegistryImage() {}

  /** The registry's program, as it is in its image. */
  static Path program() {
    return PROGRAM;
  }

  /** One of the configurations that its image is made with. */
  static Path file(String name) {
    return IMAGES.resolve("registry").resolve(name);
  }

  /** The image that the local platform builds under this name; built first when it is missing. */
  public static String image(String name) {
    return output(IMAGES.resolve("build.sh").toString(), name);
  }

  /** Copied once for each version of the image, by whoever comes first. */
  private static Path copied(String image) {
    Path program = Path.of("target", "registry", image.replaceAll("[^A-Za-z0-9.-]", "-"));
    try {
      if (!Files.exists(program)) {
        Files.createDirectories(program.getParent());
        String container = output("docker", "create", image);
        Path part = Files.createTempDirectory(program.getParent(), "part");
        output("docker", "cp", container + ":/registry", part.resolve("registry").toString());
        output("docker", "rm", container);
        Files.move(part.resolve("registry"), program, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(part);
      }
      return program.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path images() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("devstack/images/build.sh"))) {
      directory = Objects.requireNonNull(directory.getParent(), "not in the project");
    }
    return directory.resolve("devstack/images");
  }

  private static String output(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command[0] + " ended with " + process.exitValue());
      }
      return out.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
