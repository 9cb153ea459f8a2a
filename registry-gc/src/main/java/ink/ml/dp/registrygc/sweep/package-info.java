/**
 * Carries out a plan so that it can be undone at every moment: what goes is renamed into a trash on
 * the same file system, checked again, and removed for good only later.
 */
@NullMarked
package ink.ml.dp.registrygc.sweep;

import org.jspecify.annotations.NullMarked;
