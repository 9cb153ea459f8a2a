/** How a checkout becomes a build request: one plan per build pack. */
@NullMarked
package ink.ml.dp.build.packs;

import org.jspecify.annotations.NullMarked;
