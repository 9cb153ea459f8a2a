/** The command line: what a person types, and what it prints. */
@NullMarked
package ink.ml.dp.devstack.cli;

import org.jspecify.annotations.NullMarked;
