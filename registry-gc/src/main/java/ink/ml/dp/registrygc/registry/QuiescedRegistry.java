package ink.ml.dp.registrygc.registry;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.guard.GuardException;
import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A registry that takes no pushes for now: it only reads ({@code
 * REGISTRY_STORAGE_MAINTENANCE_READONLY={"enabled":true}}, which distribution 3.1.2 answers with
 * 405). So nothing has to be waited for.
 *
 * @param api where its API is
 * @param tokens for its API
 */
public record QuiescedRegistry(URI api, RegistryTokens tokens) implements RegistryAccess {
  private static final Action TRIED = new Action("prove that the registry takes no pushes");
  private static final int READS_ONLY = 405;
  private static final int TAKES_PUSHES = 202;

  @Override
  public void prove(StoreLayout layout, Disk disk) {
    try {
      URI uploads = CanaryRepository.in(api).resolve("blobs/uploads/");
      HttpExchange answer =
          HttpExchange.send("POST", uploads, new byte[0], "", tokens.of(CanaryRepository.NAME));
      if (answer.status() == TAKES_PUSHES) {
        cancel(answer);
        new CanaryRepository(layout, disk).remove(List.of());
        throw new GuardException(TRIED, "it does: let it only read, or stop it");
      }
      if (answer.status() != READS_ONLY) {
        throw new GuardException(TRIED, "it answered " + answer.status() + " to one");
      }
      new PlantedBlob(api, tokens, layout, disk).prove();
    } catch (ConnectException e) {
      // Whoever takes pushes may do so at another address.
      throw new GuardException(
          TRIED, "nobody answers there; if it is stopped, say so with --registry-stopped", e);
    } catch (IOException e) {
      throw new GuardException(TRIED, "it cannot be asked: " + e, e);
    } catch (StoreException e) {
      throw new GuardException(TRIED, String.valueOf(e.getMessage()), e);
    }
  }

  private void cancel(HttpExchange begun) throws IOException {
    if (begun.location().isPresent()) {
      HttpExchange.send(
          "DELETE", api.resolve(begun.location().get()), tokens.of(CanaryRepository.NAME));
    }
  }

  @Override
  public void settle(Duration limit) {
    // Nobody can be in the middle of a push.
  }

  @Override
  public boolean serves(String repository, String reference) {
    return HttpExchange.serves(api, repository, reference, tokens);
  }
}
