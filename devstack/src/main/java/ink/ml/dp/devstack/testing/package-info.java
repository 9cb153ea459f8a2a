/** What tests and benchmarks of every module stand on: the platform's own servers. */
@NullMarked
package ink.ml.dp.devstack.testing;

import org.jspecify.annotations.NullMarked;
