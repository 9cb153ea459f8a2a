/** What is in use, read from the Kubernetes API. */
@NullMarked
package ink.ml.dp.registrygc.kubernetes;

import org.jspecify.annotations.NullMarked;
