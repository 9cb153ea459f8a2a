package ink.ml.dp.buildkit.testing;

import ink.ml.dp.buildkit.BuildEvent;
import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.BuildKitSettings;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.BuildResult;
import ink.ml.dp.buildkit.CancellationSignal;
import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.ImageExport;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.name.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The client alone, on the shared builder and registry. */
public final class ClientRig implements AutoCloseable {
  private final String app = "t" + Long.toString(System.nanoTime(), 36);
  private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
  private final BuildKitClient client;
  private final Path directory;

  public ClientRig(Path directory) {
    this(
        directory,
        BuildKitSettings.of(
            List.of(BuildKitAddress.parse(TestServers.buildkit())), Optional.empty()));
  }

  public ClientRig(Path directory, BuildKitSettings config) {
    this.directory = directory;
    client = BuildKitClient.create(config);
  }

  public BuildKitClient client() {
    return client;
  }

  public String app() {
    return app;
  }

  /** Writes these files, by path, to the context. */
  public void files(Map<String, String> files) {
    files.forEach(
        (path, content) -> {
          try {
            Path file = context().resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  public Path context() {
    return directory.resolve("context");
  }

  /** The context as the platform sends it. */
  public LocalSource source() {
    return LocalSource.directory(context(), directory.resolve("ledger"));
  }

  public ImageReference image(String tag) {
    return new ImageReference(TestServers.registry().host() + "/" + app + "/web:" + tag);
  }

  public BuildRequest.Builder request() {
    return BuildRequest.builder(app, Frontend.dockerfile("Dockerfile"))
        .context(source())
        .isolation(TestServers.isolation());
  }

  /** Builds the context's Dockerfile and pushes. */
  public BuildResult build(String tag) {
    return build(
        request().image(ImageExport.to(image(tag).value())).build(), CancellationSignal.never());
  }

  public BuildResult build(BuildRequest request, CancellationSignal cancel) {
    events.clear();
    return client.solve(request, events::add, cancel);
  }

  /** What is wrong with the context's Dockerfile. */
  public BuildFailedException failure() {
    try {
      build(request().build(), CancellationSignal.never());
    } catch (BuildFailedException e) {
      return e;
    }
    throw new AssertionError("the build must fail");
  }

  /** What the last build told. */
  public List<BuildEvent> events() {
    return events;
  }

  /** The lines that the last build's steps wrote. */
  public List<String> lines() {
    return events.stream()
        .filter(BuildEvent.LogLine.class::isInstance)
        .map(event -> ((BuildEvent.LogLine) event).text())
        .toList();
  }

  public ImageReader read(String tag) {
    return new ImageReader(
        TestServers.reader(), new BuiltImage(image(tag).toString(), "", 0, 0, false));
  }

  @Override
  public void close() {
    client.close();
  }
}
