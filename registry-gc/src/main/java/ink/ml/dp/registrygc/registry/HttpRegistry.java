package ink.ml.dp.registrygc.registry;

import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.guard.Sleeper;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A registry that serves.
 *
 * @param api where its API is
 * @param reader where another process serves the same files to those who pull, if one does
 * @param metrics where its Prometheus metrics are ({@code http://…:5001/metrics}), if they are on
 * @param tokens for its API
 */
public record HttpRegistry(
    URI api, Optional<URI> reader, Optional<URI> metrics, Sleeper pause, RegistryTokens tokens)
    implements RegistryAccess {
  private static final Duration POLL = Duration.ofMillis(200);

  /** One that asks for no tokens, and serves all alone. */
  public HttpRegistry(URI api, Optional<URI> metrics, Sleeper pause) {
    this(api, Optional.empty(), metrics, pause, RegistryTokens.none());
  }

  @Override
  public void prove(StoreLayout layout, Disk disk) {
    new Canary(api, reader, tokens, layout, disk).prove();
  }

  @Override
  public void settle(Duration limit) {
    Duration left = limit;
    while (left.isPositive() && !isQuiet()) {
      Duration step = left.compareTo(POLL) < 0 ? left : POLL;
      pause.await(step);
      left = left.minus(step);
    }
  }

  @Override
  public boolean serves(String repository, String reference) {
    return HttpExchange.serves(api, repository, reference, tokens);
  }

  /**
   * Whether no request for a manifest is in flight. A manifest that is put later is checked against
   * what is on the disk then.
   */
  private boolean isQuiet() {
    if (metrics.isEmpty()) {
      return false;
    }
    try {
      HttpExchange answer = HttpExchange.send("GET", metrics.get());
      return answer.status() == 200
          && InFlight.manifests(answer.body()).filter(n -> n == 0).isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
