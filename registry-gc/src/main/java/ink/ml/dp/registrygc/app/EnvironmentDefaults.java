package ink.ml.dp.registrygc.app;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Lets every option be set by the environment: {@code --min-age} is {@code GC_MIN_AGE}. The command
 * line wins, then the environment, then the option's own default.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
  private final Function<String, @Nullable String> environment;

  EnvironmentDefaults(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /** The variable that stands for an option. */
  static String variable(OptionSpec option) {
    String name = option.longestName().replaceFirst("^-+", "");
    return "GC_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String value = environment.apply(variable(option));
    return value == null || value.isBlank() ? null : value.strip();
  }
}
