package ink.ml.dp.model.name;

/** The label and annotation keys under which the platform finds its own objects. */
public final class Labels {
  public static final String DOMAIN = "dp.ml.ink/";
  public static final String TENANT = DOMAIN + "tenant";
  public static final String PROJECT = DOMAIN + "project";
  public static final String SERVICE = DOMAIN + "service";

  /** Annotation: the API's ID of the service that an object belongs to. */
  public static final String SERVICE_ID = DOMAIN + "service-id";

  /** Label of a pod and annotation elsewhere: the release, such as {@code r7}. */
  public static final String RELEASE = DOMAIN + "release";

  /** Annotation: the sequence of the request that last wrote the object; the fence. */
  public static final String SEQUENCE = DOMAIN + "sequence";

  /** Label of a ConfigMap that holds records; which ones is its value. */
  public static final String RECORD = DOMAIN + "record";

  public static final String RECORD_RELEASES = "releases";

  private Labels() {}
}
