/** Every change that the garbage collector makes to a disk goes through here. */
@NullMarked
package ink.ml.dp.registrygc.disk;

import org.jspecify.annotations.NullMarked;
