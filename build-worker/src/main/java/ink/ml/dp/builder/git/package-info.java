/**
 * Gets one commit of a repository from a git host: which commit a ref means, and its files. Knows
 * nothing of builds, and runs nothing that a repository holds.
 */
@NullMarked
package ink.ml.dp.builder.git;

import org.jspecify.annotations.NullMarked;
