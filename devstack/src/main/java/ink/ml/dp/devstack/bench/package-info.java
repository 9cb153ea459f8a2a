/**
 * Benchmarks: programs that print how long something takes beside what a user would do instead,
 * both measured in the same run.
 */
@NullMarked
package ink.ml.dp.devstack.bench;

import org.jspecify.annotations.NullMarked;
