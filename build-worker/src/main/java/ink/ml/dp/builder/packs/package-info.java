/** How a checkout becomes a build request: one plan per build pack. */
@NullMarked
package ink.ml.dp.builder.packs;

import org.jspecify.annotations.NullMarked;
