package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.standins.mcp.Variable;
import ink.ml.dp.model.name.BuildStage;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.CpuQuantity;
import ink.ml.dp.model.name.GitRef;
import ink.ml.dp.model.name.HealthPath;
import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.name.MemoryQuantity;
import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.name.StartTimeout;
import ink.ml.dp.model.name.Tenant;
import ink.ml.dp.model.request.BuildPack;
import ink.ml.dp.model.request.Exposure;
import ink.ml.dp.model.request.Protocol;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what was typed into the contract's types, so that a bad value is refused at once. */
final class Values {
  private Values() {}

  static CommandLine register(CommandLine line) {
    return line.registerConverter(ServiceName.class, reader(ServiceName::new))
        .registerConverter(Tenant.class, reader(Tenant::new))
        .registerConverter(GitRef.class, reader(GitRef::new))
        .registerConverter(Port.class, reader(text -> new Port(number(text))))
        .registerConverter(CommitSha.class, reader(CommitSha::new))
        .registerConverter(RelativePath.class, reader(RelativePath::new))
        .registerConverter(CpuQuantity.class, reader(CpuQuantity::parse))
        .registerConverter(MemoryQuantity.class, reader(MemoryQuantity::parse))
        .registerConverter(HealthPath.class, reader(HealthPath::new))
        .registerConverter(BuildStage.class, reader(BuildStage::new))
        .registerConverter(StartTimeout.class, reader(text -> new StartTimeout(number(text))))
        .registerConverter(BuildPack.class, word(BuildPack::fromWire, BuildPack.words()))
        .registerConverter(Protocol.class, word(Protocol::fromWire, Protocol.words()))
        .registerConverter(Exposure.class, word(Exposure::fromWire, Exposure.words()))
        .registerConverter(Variable.class, Values::variable);
  }

  /** The value is never repeated: it may be a secret, and a terminal's output is often kept. */
  private static Variable variable(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new TypeConversionException("a variable is given as NAME=VALUE");
    }
    return Variable.run(text.substring(0, equals), text.substring(equals + 1));
  }

  private static <T> ITypeConverter<T> reader(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (InvalidValueException e) {
        throw new TypeConversionException("'" + text + "' " + e.rule());
      }
    };
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number");
    }
  }

  /** One of a fixed set of words, in whatever case. */
  private static <T> ITypeConverter<T> word(Function<String, Optional<T>> fromWire, String words) {
    return reader(
        text ->
            fromWire
                .apply(text.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new InvalidValueException("must be one of " + words)));
  }
}
