package ink.ml.dp.builder.workspace;

import ink.ml.dp.builder.git.DiskFull;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CheckoutId;
import ink.ml.dp.model.name.WorkspaceId;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A directory with an identity of its own: whoever mounts it serves its queue. Holds {@code
 * checkouts/<id>/{git,tree}} and, per app, what later builds remember under {@code apps/}.
 *
 * <p>Safe for use by many threads of one process.
 */
@Singleton
public final class Workspace {
  private final Path root;
  private final WorkspaceId id;
  private final Map<CheckoutId, Integer> leases = new HashMap<>();
  private final Set<CheckoutId> unwanted = new HashSet<>();

  @Inject
  Workspace(WorkspaceSettings settings) {
    this(settings.directory());
  }

  /**
   * Opens the directory, making it and its identity when it is new.
   *
   * @throws UncheckedIOException when it cannot be written to
   */
  public Workspace(Path root) {
    try {
      Files.createDirectories(root.resolve("checkouts"));
      Files.createDirectories(root.resolve("apps"));
      this.root = root;
      this.id = IdentityFile.read(root);
    } catch (IOException e) {
      throw new UncheckedIOException("the workspace " + root + " cannot be used", e);
    }
  }

  public WorkspaceId id() {
    return id;
  }

  /**
   * Makes room for a checkout. Every call makes another one, so that an attempt never meets what an
   * earlier one left, or is still writing.
   *
   * @throws DeployException {@code BUILD_DISK_FULL}
   */
  public Checkout create(RequestScope service, int attempt) {
    String unique = UUID.randomUUID().toString().substring(0, 13);
    CheckoutId checkout =
        new CheckoutId(
            "%s-%s-%d-%s"
                .formatted(
                    Digests.shortOf(service.serviceId().value()),
                    Digests.shortOf(service.requestId().value()),
                    attempt,
                    unique));
    try {
      Files.createDirectories(directory(checkout).resolve("git"));
    } catch (IOException e) {
      if (DiskFull.caused(e)) {
        throw DiskFull.failure(new Action("make room for a checkout"), e);
      }
      throw new UncheckedIOException("no checkout can be made in " + root, e);
    }
    return new Checkout(checkout, directory(checkout));
  }

  /**
   * Takes hold of a checkout: until the lease is closed it is not removed, even when asked.
   *
   * @throws DeployException {@code BUILD_NODE_LOST} when there is none of that ID (any more)
   */
  public Lease lease(CheckoutId checkout) {
    synchronized (leases) {
      if (unwanted.contains(checkout)
          || !Files.isDirectory(directory(checkout), LinkOption.NOFOLLOW_LINKS)) {
        throw new Action("open the checkout")
            .failed(FailureCode.BUILD_NODE_LOST, "it is no longer on this builder");
      }
      leases.merge(checkout, 1, Integer::sum);
    }
    return new Lease(this, new Checkout(checkout, directory(checkout)));
  }

  /** Removes a checkout, or has it removed when the last lease is closed. Idempotent. */
  public void remove(CheckoutId checkout) {
    synchronized (leases) {
      if (leases.containsKey(checkout)) {
        unwanted.add(checkout);
        return;
      }
    }
    FileTrees.delete(directory(checkout));
  }

  /**
   * What builds of one app remember from one to the next; made when missing.
   *
   * @param app unique over tenants
   */
  public Path appState(String app) {
    return root.resolve("apps").resolve(Digests.of(app));
  }

  void release(CheckoutId checkout) {
    synchronized (leases) {
      Integer count = leases.computeIfPresent(checkout, (_, held) -> held == 1 ? null : held - 1);
      if (count != null || !unwanted.remove(checkout)) {
        return;
      }
    }
    FileTrees.delete(directory(checkout));
  }

  boolean leased(CheckoutId checkout) {
    synchronized (leases) {
      return leases.containsKey(checkout);
    }
  }

  Path checkouts() {
    return root.resolve("checkouts");
  }

  private Path directory(CheckoutId checkout) {
    return checkouts().resolve(checkout.value());
  }
}
