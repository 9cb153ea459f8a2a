package ink.ml.dp.model.request;

/** A request that does not parse: which field, and which rule it breaks. */
public final class InvalidRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  InvalidRequestException(String field, String rule) {
    super("tried to read the request but failed because " + field + " " + rule);
    this.field = field;
  }

  /** The field's name on the wire. */
  public String field() {
    return field;
  }

  /** The whole sentence, never null. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
