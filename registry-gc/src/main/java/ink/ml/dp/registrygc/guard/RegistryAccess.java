package ink.ml.dp.registrygc.guard;

import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.time.Duration;

/** The registry that serves the store, as far as a run has to talk to it. */
public interface RegistryAccess {
  /**
   * Proves that the registry writes to this store, and believes only what is on its disk: that its
   * descriptor cache is off.
   *
   * @throws GuardException when either is not so, or the registry does not answer
   */
  void prove(StoreLayout layout, Disk disk);

  /**
   * Waits until no push that began before this call can still be relying on what it saw then.
   *
   * @param limit after this time every such push has ended or failed
   */
  void settle(Duration limit);

  /** Whether the registry answers for a tag or a digest. */
  boolean serves(String repository, String reference);

  /** A registry that is stopped, or only reads: nobody can push, so there is nothing to prove. */
  RegistryAccess STOPPED =
      new RegistryAccess() {
        @Override
        public void prove(StoreLayout layout, Disk disk) {}

        @Override
        public void settle(Duration limit) {}

        @Override
        public boolean serves(String repository, String reference) {
          return true;
        }
      };
}
