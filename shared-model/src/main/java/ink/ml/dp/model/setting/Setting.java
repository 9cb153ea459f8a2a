package ink.ml.dp.model.setting;

import java.util.Optional;
import java.util.function.Function;

/**
 * One variable on its way to being read. It is read, and entered in {@link Settings#described()},
 * by {@link #required()}, {@link #optional()} or {@link #orElse}, which throw {@link
 * SettingException} for a value that is not valid.
 */
public sealed class Setting<T> permits OrderedSetting {
  private final Settings settings;
  private final String name;
  private final String meaning;
  private final Form<T> form;

  Setting(Settings settings, String name, String meaning, Form<T> form) {
    this.settings = settings;
    this.name = name;
    this.meaning = meaning;
    this.form = form;
  }

  Setting(Setting<?> same, Form<T> form) {
    this(same.settings, same.name, same.meaning, form);
  }

  Form<T> form() {
    return form;
  }

  /**
   * Parses what was read.
   *
   * @param type what the text has to be, as the end of "must be"
   * @param parse throws {@link ink.ml.dp.model.name.InvalidValueException} to say which rule is
   *     broken; of any other {@link IllegalArgumentException} only the type is told
   */
  public <U> Setting<U> as(String type, Function<? super T, U> parse) {
    return new Setting<>(this, form.as(type, parse));
  }

  /** Marks what nobody must see. */
  public Setting<T> secret() {
    return new Setting<>(this, form.hidden());
  }

  /**
   * The value.
   *
   * @throws SettingException also when it is missing
   */
  public T required() {
    return read("required").orElseThrow(() -> new SettingException(name, "is not set"));
  }

  /** The value, or empty when it is missing. */
  public Optional<T> optional() {
    return read("");
  }

  /** The value, or the default when it is missing. */
  public T orElse(T otherwise) {
    String text = form.write().apply(otherwise);
    return orElse(otherwise, text.isEmpty() ? "" : "`" + text + "`");
  }

  /**
   * The value, or the default when it is missing.
   *
   * @param shown what the document says of a default that is not the same everywhere
   */
  public T orElse(T otherwise, String shown) {
    return read(shown).orElse(otherwise);
  }

  private Optional<T> read(String otherwise) {
    settings.describe(
        new Description(name, form.type(), otherwise, form.bounds(), form.secret(), meaning));
    return settings.find(name, form.literal()).map(text -> form.read(name, text));
  }
}
