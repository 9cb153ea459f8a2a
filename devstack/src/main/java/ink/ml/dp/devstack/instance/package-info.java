/** One local platform on this machine: its names, directories, ports, lock and state files. */
@NullMarked
package ink.ml.dp.devstack.instance;

import org.jspecify.annotations.NullMarked;
