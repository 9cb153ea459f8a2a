/**
 * What is on the registry's disk, read without the registry: the file system layout of distribution
 * v3.1.2 (and of 2.x, which differs in how files are written, not in where).
 */
@NullMarked
package ink.ml.dp.registrygc.store;

import org.jspecify.annotations.NullMarked;
