package ink.ml.dp.model.setting;

import ink.ml.dp.model.name.InvalidValueException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that configure a program: {@code settings.duration("SOAK_SECONDS", "how
 * long …").between(a, b).orElse(c)}.
 *
 * <p>A variable's value is what it holds, or, where it holds the path of a readable file (as
 * mounted secrets do), that file's text. A variable that is blank counts as missing. Whatever is
 * wrong with one is a {@link SettingException}, whose message names the variable and the rule and
 * never holds the value. Nothing here logs.
 */
public final class Settings {
  private static final int MAX_PATH_LENGTH = 1024;

  private final Function<String, @Nullable String> environment;
  private final Map<String, Description> described = new ConcurrentSkipListMap<>();

  public Settings(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /** This process's own. */
  public static Settings ofProcess() {
    return new Settings(System::getenv);
  }

  /** Any text. */
  public Setting<String> text(String name, String meaning) {
    return new Setting<>(this, name, meaning, Form.of("a text", text -> text, text -> text));
  }

  /** Texts separated by commas. Blank ones do not count. */
  public Setting<List<String>> texts(String name, String meaning) {
    return text(name, meaning).as("a list separated by commas", Settings::items);
  }

  /** One of an enum's constants, in lower case. */
  public <E extends Enum<E>> Setting<E> choice(String name, String meaning, Class<E> type) {
    List<E> choices = List.of(type.getEnumConstants());
    String words = choices.stream().map(Settings::word).collect(Collectors.joining(" or "));
    return new Setting<>(
        this,
        name,
        meaning,
        Form.of(
            words,
            text ->
                choices.stream()
                    .filter(choice -> word(choice).equals(text.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new InvalidValueException("must be " + words)),
            Settings::word));
  }

  /** {@code true} or {@code false}, which is the default. */
  public boolean flag(String name, String meaning) {
    return text(name, meaning).as("true or false", Settings::flag).orElse(false);
  }

  /** A whole number. */
  public OrderedSetting<Integer> integer(String name, String meaning) {
    return new OrderedSetting<>(
        this, name, meaning, Form.<Integer>of("a whole number", Integer::valueOf, String::valueOf));
  }

  /** A whole number that may be large. */
  public OrderedSetting<Long> number(String name, String meaning) {
    return new OrderedSetting<>(
        this, name, meaning, Form.<Long>of("a whole number", Long::valueOf, String::valueOf));
  }

  /**
   * A duration: a number, where the name ends in {@code _MILLIS}, {@code _SECONDS}, {@code
   * _MINUTES}, {@code _HOURS} or {@code _DAYS}; otherwise {@code 90s}, {@code 15m} and such.
   */
  public OrderedSetting<Duration> duration(String name, String meaning) {
    return new OrderedSetting<>(this, name, meaning, Durations.form(name));
  }

  /** Durations separated by commas. */
  public Setting<List<Duration>> durations(String name, String meaning) {
    return new Setting<>(
        this,
        name,
        meaning,
        Form.of(
            "a list of times such as 90s, separated by commas",
            text -> items(text).stream().map(Durations::parse).toList(),
            times -> times.stream().map(Durations::write).collect(Collectors.joining(","))));
  }

  /** An {@code http} or {@code https} URL. It comes without a trailing slash. */
  public Setting<URI> url(String name, String meaning) {
    return text(name, meaning).as("an http or https URL without credentials", Settings::url);
  }

  /** A path. A file's text is not put in its place. */
  public Setting<Path> path(String name, String meaning) {
    return new Setting<>(
        this, name, meaning, Form.of("a path", Path::of, Path::toString).literally());
  }

  /** As {@link #path}, from the root. */
  public Setting<Path> absolutePath(String name, String meaning) {
    return path(name, meaning).as("an absolute path", Settings::absolute);
  }

  /**
   * Two that are useless without each other.
   *
   * @throws SettingException when only one is set
   */
  public void together(String one, String other) {
    if (isSet(one) != isSet(other)) {
      throw new SettingException(isSet(one) ? other : one, "is not set, but its other half is");
    }
  }

  /** What was read so far, sorted by name. */
  public List<Description> described() {
    return List.copyOf(described.values());
  }

  void describe(Description description) {
    Description other = described.putIfAbsent(description.name(), description);
    if (other != null && !other.equals(description)) {
      throw new IllegalStateException(
          "a setting that means two things: " + description + " and " + other);
    }
  }

  Optional<String> find(String name, boolean literal) {
    return Optional.ofNullable(environment.apply(name))
        .filter(value -> !value.isBlank())
        .map(value -> literal ? value.strip() : contents(name, value));
  }

  private boolean isSet(String name) {
    return find(name, true).isPresent();
  }

  private static String contents(String name, String value) {
    String trimmed = value.strip();
    if (!trimmed.startsWith("/") || trimmed.length() > MAX_PATH_LENGTH || trimmed.contains("\n")) {
      return trimmed;
    }
    try {
      Path file = Path.of(trimmed);
      return Files.isRegularFile(file) ? Files.readString(file).strip() : trimmed;
    } catch (InvalidPathException e) {
      return trimmed;
    } catch (IOException e) {
      throw new SettingException(name, "names a file that cannot be read");
    }
  }

  private static List<String> items(String list) {
    return Stream.of(list.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static boolean flag(String text) {
    return Optional.of(text.toLowerCase(Locale.ROOT))
        .filter(word -> List.of("true", "false").contains(word))
        .map(Boolean::valueOf)
        .orElseThrow(() -> new InvalidValueException("must be true or false"));
  }

  private static URI url(String text) {
    URI uri = URI.create(text.replaceFirst("/+$", ""));
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("not a URL");
    }
    return uri;
  }

  private static Path absolute(Path path) {
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("not absolute");
    }
    return path;
  }
}
