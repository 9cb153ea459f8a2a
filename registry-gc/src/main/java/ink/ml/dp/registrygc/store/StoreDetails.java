package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.digest.Digest;
import java.util.List;

/** What is read only when a decision turns on it. */
public interface StoreDetails {
  /** Every digest that a tag ever pointed to, as far as the registry remembers. */
  List<Digest> tagHistory(String repository, String tag);

  /**
   * When an image's configuration says that the image was created, in milliseconds since 1970; the
   * smallest number when it does not say.
   */
  long created(Digest config);
}
