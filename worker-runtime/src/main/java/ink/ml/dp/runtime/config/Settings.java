package ink.ml.dp.runtime.config;

import ink.ml.dp.model.name.InvalidValueException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that configure a worker. A variable's value is what it holds, or, where
 * it holds the path of a readable file (as mounted secrets do), that file's text. Nothing here logs
 * a value.
 */
@Singleton
public final class Settings {
  private static final int MAX_PATH_LENGTH = 1024;

  private final Function<String, @Nullable String> environment;

  public Settings() {
    this(System::getenv);
  }

  public Settings(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /** The value, or empty when the variable is missing or blank. */
  public Optional<String> find(String name) {
    String value = environment.apply(name);
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(contents(name, value));
  }

  /**
   * The value.
   *
   * @throws SettingException when it is missing
   */
  public String require(String name) {
    return find(name).orElseThrow(() -> new SettingException(name, "is not set"));
  }

  /**
   * The parsed value.
   *
   * @throws SettingException when it is missing or does not parse
   */
  public <T> T require(String name, Function<String, T> parse) {
    return parsed(name, require(name), parse);
  }

  /**
   * The parsed value, or empty when it is missing.
   *
   * @throws SettingException when it does not parse
   */
  public <T> Optional<T> find(String name, Function<String, T> parse) {
    return find(name).map(value -> parsed(name, value, parse));
  }

  private static <T> T parsed(String name, String value, Function<String, T> parse) {
    try {
      return parse.apply(value);
    } catch (InvalidValueException e) {
      throw new SettingException(name, e.rule());
    } catch (IllegalArgumentException e) {
      // What a parser of the JDK says may quote the value, which may be a secret.
      throw new SettingException(name, "is not valid");
    }
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
}
