package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import org.jspecify.annotations.Nullable;

/**
 * A kept reference that does not resolve.
 *
 * @param reference the tag or digest that does not resolve, with its repository
 * @param missing what would have to come back, or null when it is there but wrong
 * @param problem as in "because <i>the blob sha256:… is missing</i>"
 */
public record Broken(
    String repository, String reference, @Nullable StoreObject missing, String problem) {
  AuditEntry audit() {
    return new AuditEntry(
        Action.ALERT, "reference", repository, reference, "", -1, "broken-reference", problem);
  }
}
