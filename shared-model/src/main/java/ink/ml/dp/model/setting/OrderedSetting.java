package ink.ml.dp.model.setting;

/** A setting that can have bounds. */
public final class OrderedSetting<T extends Comparable<? super T>> extends Setting<T> {
  OrderedSetting(Settings settings, String name, String meaning, Form<T> form) {
    super(settings, name, meaning, form);
  }

  private OrderedSetting(Setting<?> same, Form<T> form) {
    super(same, form);
  }

  /** Not less than this. */
  public OrderedSetting<T> min(T least) {
    return new OrderedSetting<>(
        this, form().within(text(least) + " or more", value -> value.compareTo(least) >= 0));
  }

  /** Within these, both included. */
  public OrderedSetting<T> between(T least, T most) {
    return new OrderedSetting<>(
        this,
        form()
            .within(
                text(least) + " to " + text(most),
                value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0));
  }

  private String text(T value) {
    return form().write().apply(value);
  }
}
