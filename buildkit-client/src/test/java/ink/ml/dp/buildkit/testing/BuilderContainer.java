package ink.ml.dp.buildkit.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.testcontainers.DockerClientFactory;

/** The container that a builder runs in, to look into it. */
public final class BuilderContainer {
  private final DockerClient docker = DockerClientFactory.lazyClient();
  private final String id;

  private BuilderContainer(String id) {
    this.id = id;
  }

  /** The shared builder's, which is known by the port that it publishes. */
  public static BuilderContainer shared() {
    return publishing(port(TestServers.buildkit()));
  }

  /** The one that publishes a port of this machine. */
  public static BuilderContainer publishing(int port) {
    return new BuilderContainer(
        DockerClientFactory.lazyClient().listContainersCmd().exec().stream()
            .filter(container -> publishes(container, port))
            .map(Container::getId)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no container publishes " + port)));
  }

  public static BuilderContainer of(String id) {
    return new BuilderContainer(id);
  }

  private static boolean publishes(Container container, int port) {
    return Arrays.stream(container.getPorts())
        .anyMatch(published -> Objects.equals(published.getPublicPort(), port));
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  public String image() {
    return Objects.requireNonNull(inspect().getConfig().getImage());
  }

  /** The network that it shares with the registry. */
  public String network() {
    return inspect().getNetworkSettings().getNetworks().keySet().iterator().next();
  }

  public String ipAddress() {
    return Objects.requireNonNull(
        inspect().getNetworkSettings().getNetworks().values().iterator().next().getIpAddress());
  }

  private InspectContainerResponse inspect() {
    return docker.inspectContainerCmd(id).exec();
  }

  /** Copies a file out of it; it may be run afterwards. */
  public void copy(String file, Path target) {
    try (InputStream archive = docker.copyArchiveFromContainerCmd(id, file).exec();
        TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
      tar.getNextEntry();
      Files.copy(tar, target);
      if (!target.toFile().setExecutable(true)) {
        throw new IOException("cannot make " + target + " executable");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a shell command in it, and gives what it wrote. */
  public String run(String command) {
    String exec =
        docker
            .execCreateCmd(id)
            .withAttachStdout(true)
            .withAttachStderr(true)
            .withCmd("sh", "-c", command)
            .exec()
            .getId();
    StringBuilder output = new StringBuilder();
    try {
      docker
          .execStartCmd(exec)
          .exec(
              new ResultCallback.Adapter<Frame>() {
                @Override
                public void onNext(Frame frame) {
                  output.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                }
              })
          .awaitCompletion(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return output.toString();
  }

  /** Waits until no process has this in its command line; the test's own timeout ends it. */
  public void awaitNoProcess(String text) {
    String own = "[" + text.charAt(0) + "]" + text.substring(1);
    while (!run("cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -o '" + own + "'")
        .isEmpty()) {
      Thread.onSpinWait();
    }
  }

  public void kill() {
    docker.killContainerCmd(id).exec();
  }

  public void start() {
    docker.startContainerCmd(id).exec();
  }
}
