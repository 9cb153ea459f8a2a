package ink.ml.dp.registrygc.testing;

/** How a parser reads field names that knows only one spelling of each. */
public final class NamesAsWritten {
  private NamesAsWritten() {}

  /** What Go's folding makes of the usual spellings; every other one stays, and is not known. */
  public static String read(String name) {
    return switch (name) {
      case "schemaVersion" -> "schemaversion";
      case "mediaType" -> "mediatype";
      default -> name;
    };
  }
}
