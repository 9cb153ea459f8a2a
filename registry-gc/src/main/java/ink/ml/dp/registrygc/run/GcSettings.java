package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.store.StoreLayout;

/**
 * Everything that can be set.
 *
 * @param threads how many threads read, rename and remove
 */
public record GcSettings(
    StoreLayout layout, int threads, RetentionSettings retention, SweepSettings sweep) {
  /**
   * The same where nobody can push: nothing is waited for, no repository is busy, and no upload
   * goes on.
   */
  public GcSettings quiesced() {
    return new GcSettings(layout, threads, retention.quiesced(), sweep.quiesced());
  }
}
