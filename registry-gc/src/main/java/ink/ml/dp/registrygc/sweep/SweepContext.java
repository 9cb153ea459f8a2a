package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.store.Workers;

/** What everything that changes the store needs. */
public record SweepContext(StoreLayout layout, Disk disk, Workers workers, AuditLog audit) {}
