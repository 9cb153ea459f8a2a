package ink.ml.dp.registrygc.sweep;

import java.util.Locale;

/**
 * What can be moved to the trash, in the order in which it is: nothing above refers to what is
 * being moved to the trash.
 */
public enum ObjectKind {
  TAG,
  MANIFEST,
  LAYER,
  UPLOAD,
  BLOB;

  /** The name in the trash. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
