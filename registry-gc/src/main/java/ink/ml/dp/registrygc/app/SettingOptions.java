package ink.ml.dp.registrygc.app;

import ink.ml.dp.model.setting.Description;
import ink.ml.dp.model.setting.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/**
 * An option for every variable that {@link GcOptions} reads: {@code --min-age} is {@code
 * GC_MIN_AGE}. The command line wins, then the environment, then the default.
 */
final class SettingOptions {
  private static final String FLAG = "true or false";
  private static final Pattern VARIABLE = Pattern.compile("GC_[A-Z_]+");

  private final Map<String, OptionSpec> options = new HashMap<>();

  /** Adds the options to a command and its subcommands. */
  void addTo(CommandSpec command) {
    Settings settings = new Settings(name -> null);
    GcOptions.read(settings);
    for (Description description : settings.described()) {
      OptionSpec option = option(description);
      options.put(description.name(), option);
      command.addOption(option);
    }
  }

  /** What the command line says, and otherwise the environment. */
  Settings over(Function<String, @Nullable String> environment) {
    return new Settings(name -> given(name).orElseGet(() -> environment.apply(name)));
  }

  private Optional<String> given(String name) {
    Object value = options.containsKey(name) ? options.get(name).getValue() : null;
    return switch (value) {
      case null -> Optional.empty();
      case List<?> several ->
          Optional.of(several.stream().map(String::valueOf).collect(Collectors.joining(",")));
      case Boolean set -> set ? Optional.of("true") : Optional.empty();
      default -> Optional.of(value.toString());
    };
  }

  /** {@code --min-age} for {@code GC_MIN_AGE}. */
  static String name(String variable) {
    return "--" + variable.replaceFirst("^GC_", "").toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static OptionSpec option(Description description) {
    String type = description.type();
    boolean plain = type.equals(FLAG) || description.otherwise().isEmpty();
    String standard = plain ? "" : " (default: " + description.otherwise().replace("`", "") + ")";
    OptionSpec.Builder option =
        OptionSpec.builder(name(description.name()))
            .scopeType(ScopeType.INHERIT)
            .description(sentence(description.meaning()) + standard + ".");
    if (type.equals(FLAG)) {
      return option.arity("0").type(Boolean.class).build();
    }
    option.arity("1").paramLabel(label(type));
    return type.contains("list")
        ? option.type(List.class).auxiliaryTypes(String.class).build()
        : option.type(String.class).build();
  }

  private static String sentence(String meaning) {
    String options =
        VARIABLE.matcher(meaning).replaceAll(match -> name(match.group())).replace("%", "%%");
    return options.substring(0, 1).toUpperCase(Locale.ROOT) + options.substring(1);
  }

  private static String label(String type) {
    Map<String, String> labels =
        Map.of(
            "time", "TIME", "number", "N", "URL", "URL", "path", "FILE", "TAG", "REPOSITORY:TAG");
    return labels.entrySet().stream()
        .filter(label -> type.contains(label.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(type.replace(" or ", "|"));
  }
}
