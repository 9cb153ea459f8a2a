package ink.ml.dp.registrygc.roots;

/** A service in its namespace; its images are in the repository {@code <namespace>/<service>}. */
public record ServiceRef(String namespace, String service) {}
