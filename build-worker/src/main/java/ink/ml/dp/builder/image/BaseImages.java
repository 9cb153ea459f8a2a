package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.BuildListener;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.BuildResult;
import ink.ml.dp.buildkit.CancellationSource;
import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.buildkit.ResolvedImage;
import ink.ml.dp.model.activity.BaseImage;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether the images that another was built upon are still what their names mean. The builder
 * is asked, and not a registry: it answers as it would in a build, for every registry, from behind
 * its fence and under the rules for this service. It looks names up and fetches no layer.
 */
@Singleton
public final class BaseImages {
  private static final Logger LOG = LoggerFactory.getLogger(BaseImages.class);

  /** More are not remembered: what is not known does not stand in the way of a reuse. */
  private static final int MOST = 16;

  /** Of all questions together: a deploy that builds nothing waits for them. */
  private static final Duration LONGEST = Duration.ofSeconds(4);

  private final BuildKitClient buildkit;
  private final ServiceIsolation isolation;
  private final Executor threads = task -> Thread.ofVirtual().name("base-image").start(task);

  @Inject
  public BaseImages(BuildKitClient buildkit, ServiceIsolation isolation) {
    this.buildkit = buildkit;
    this.isolation = isolation;
  }

  /** What is remembered of a build; null when there is too much of it. */
  public static @Nullable List<BaseImage> of(BuildResult result) {
    return result.bases().size() > MOST
        ? null
        : result.bases().stream().map(base -> new BaseImage(base.name(), base.digest())).toList();
  }

  /**
   * The first that is another one by now. One that cannot be looked up, or not in time, counts as
   * unmoved: a registry that is away must not keep anybody from deploying what was built before.
   */
  public Optional<BaseImage> moved(RequestScope service, List<BaseImage> bases) {
    CancellationSource overdue = new CancellationSource();
    List<CompletableFuture<Boolean>> answers =
        bases.stream()
            .map(
                base -> CompletableFuture.supplyAsync(() -> moved(service, base, overdue), threads))
            .toList();
    try {
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
          .get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.info("not all bases of {} are known: {}", service.name(), e.toString());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      overdue.cancel();
    }
    // One that is late, or failed, does not hide what is known of another.
    return IntStream.range(0, answers.size())
        .filter(i -> answers.get(i).state() == Future.State.SUCCESS && answers.get(i).join())
        .mapToObj(bases::get)
        .findFirst();
  }

  private boolean moved(RequestScope service, BaseImage base, CancellationSource overdue) {
    try {
      return buildkit.solve(lookup(service, base), BuildListener.ignore(), overdue).bases().stream()
          .filter(found -> found.name().equals(base.name()))
          .map(ResolvedImage::digest)
          .anyMatch(digest -> !digest.equals(base.digest()));
    } catch (BuildFailedException e) {
      LOG.info("{} is taken for unmoved: {}", base.name(), e.failure().reason());
      return false;
    }
  }

  private BuildRequest lookup(RequestScope service, BaseImage base) {
    byte[] dockerfile = ("FROM " + base.name() + "\n").getBytes(StandardCharsets.UTF_8);
    return BuildRequest.builder(ServiceIsolation.app(service), Frontend.dockerfile("Dockerfile"))
        .context(new LocalSource.Files(Map.of("Dockerfile", dockerfile)))
        .isolation(isolation.of(service, Optional.empty(), List.of(), false))
        .build();
  }
}
