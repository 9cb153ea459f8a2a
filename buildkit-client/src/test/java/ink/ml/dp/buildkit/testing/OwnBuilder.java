package ink.ml.dp.buildkit.testing;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildKitSettings;
import ink.ml.dp.buildkit.BuildKitTls;
import ink.ml.dp.devstack.instance.FreePort;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/**
 * A builder for one test alone, which may be killed; it keeps its port when it is started again.
 */
public final class OwnBuilder implements AutoCloseable {
  private final int port = FreePort.any();
  private final GenericContainer<?> container;

  /**
   * Starts it.
   *
   * @param certificates PEM files by name, for TLS; none for plain text
   */
  public OwnBuilder(Map<String, String> certificates) {
    this(certificates, Map.of());
  }

  /**
   * Starts it.
   *
   * @param environment on top of what it is given anyway
   */
  public OwnBuilder(Map<String, String> certificates, Map<String, String> environment) {
    this(environment, certificates, "/certs/");
  }

  /**
   * Starts one whose own files are others.
   *
   * @param files text by path; programs among them may be run
   */
  public static OwnBuilder configured(Map<String, String> files, Map<String, String> environment) {
    return new OwnBuilder(environment, files, "");
  }

  /**
   * Starts one with a small disk.
   *
   * @param mebibytes of the disk, which is in memory
   */
  public static OwnBuilder small(
      int mebibytes, Map<String, String> files, Map<String, String> environment) {
    return new OwnBuilder(
        environment,
        files,
        "",
        Map.of("/var/lib/buildkit", "rw,exec,suid,dev,size=" + mebibytes + "m"));
  }

  private OwnBuilder(Map<String, String> environment, Map<String, String> files, String prefix) {
    this(environment, files, prefix, Map.of());
  }

  private OwnBuilder(
      Map<String, String> environment,
      Map<String, String> files,
      String prefix,
      Map<String, String> disks) {
    BuilderContainer shared = BuilderContainer.shared();
    container =
        new GenericContainer<>(shared.image())
            .withNetworkMode(shared.network())
            .withPrivilegedMode(true)
            .withTmpFs(disks)
            .withEnv("REGISTRY", TestServers.registry().host().value())
            .withEnv(environment)
            .withExposedPorts(1234)
            .withCreateContainerCmdModifier(
                command ->
                    Objects.requireNonNull(command.getHostConfig())
                        .withPortBindings(
                            new PortBinding(
                                Ports.Binding.bindIpAndPort("127.0.0.1", port),
                                ExposedPort.tcp(1234))))
            .waitingFor(Wait.forLogMessage(".*running server on \\[::\\]:1234.*", 1));
    files.forEach(
        (name, text) -> container.withCopyToContainer(Transferable.of(text, 0755), prefix + name));
    container.start();
  }

  public BuildKitSettings config(Optional<BuildKitTls> tls) {
    return BuildKitSettings.of(List.of(new BuildKitAddress.Tcp("127.0.0.1", port)), tls);
  }

  public BuilderContainer container() {
    return BuilderContainer.of(container.getContainerId());
  }

  @Override
  public void close() {
    container.stop();
  }
}
