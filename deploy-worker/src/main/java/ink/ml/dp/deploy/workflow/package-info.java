/**
 * The workflows: what is done in which order, and what happens when it fails. Deterministic: no
 * clock, randomness, threads or I/O of its own.
 */
@NullMarked
package ink.ml.dp.deploy.workflow;

import org.jspecify.annotations.NullMarked;
