package ink.ml.dp.model.release;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import ink.ml.dp.model.failure.Blame;
import ink.ml.dp.model.failure.FailureCode;

/** What became of a release. Stored as one word, the code in the case of a failure. */
public sealed interface ReleaseState {
  Pending PENDING = new Pending();
  Live LIVE = new Live();
  Replaced REPLACED = new Replaced();

  /** Begun, and not known to answer yet. */
  record Pending() implements ReleaseState {}

  /** It answered, and nothing has taken its place. */
  record Live() implements ReleaseState {}

  /** It answered until another took its place. */
  record Replaced() implements ReleaseState {}

  /**
   * It was taken back.
   *
   * @param code a {@link FailureCode}'s wire string; a newer worker's may be unknown here
   */
  record Failed(String code) implements ReleaseState {
    /** Whether its owner is to blame, so that the same request would end in the same way. */
    public boolean isFinal() {
      return FailureCode.fromWire(code).blame() == Blame.USER;
    }
  }

  /** Whether it has served: live now, or live until another took its place. */
  default boolean isGood() {
    return this instanceof Live || this instanceof Replaced;
  }

  /** The word that is stored. */
  @JsonValue
  default String wire() {
    return switch (this) {
      case Pending _ -> "pending";
      case Live _ -> "live";
      case Replaced _ -> "replaced";
      case Failed(String code) -> code;
    };
  }

  @JsonCreator
  static ReleaseState fromWire(String word) {
    return switch (word) {
      case "pending" -> PENDING;
      case "live" -> LIVE;
      case "replaced" -> REPLACED;
      default -> new Failed(word);
    };
  }
}
