package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.digest.Digest;
import java.util.List;

/** What is read only when a decision turns on it. */
public interface StoreDetails {
  /** Every digest that a tag ever pointed to, as far as the registry remembers, in no order. */
  List<Pointed> tagHistory(String repository, String tag);

  /**
   * When an image's configuration says that the image was created, in milliseconds since 1970; the
   * smallest number when it does not say.
   */
  long created(Digest config);

  /**
   * That a tag pointed to a digest.
   *
   * @param last when the tag was last pushed with it, in nanoseconds since 1970; {@link
   *     #UNKNOWN_TIME} when nothing says so
   */
  record Pointed(Digest digest, long last) {
    /** Later than all others, so that nobody takes it for old. */
    public static final long UNKNOWN_TIME = Long.MAX_VALUE;
  }
}
