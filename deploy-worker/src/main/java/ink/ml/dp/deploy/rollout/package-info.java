/** Watches a release until its URL answers from it alone, or says why it never will. */
@NullMarked
package ink.ml.dp.deploy.rollout;

import org.jspecify.annotations.NullMarked;
