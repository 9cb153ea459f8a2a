package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.store.StoreLayout;

/**
 * Everything that can be set.
 *
 * @param threads how many threads read directories and rename
 */
public record GcSettings(
    StoreLayout layout, int threads, RetentionSettings retention, SweepSettings sweep) {}
