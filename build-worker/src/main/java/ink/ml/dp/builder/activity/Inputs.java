package ink.ml.dp.builder.activity;

import ink.ml.dp.model.activity.BuildAndPushInput;
import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.activity.SourceLocation;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.BuildStage;
import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.request.BuildPack;
import ink.ml.dp.model.request.BuildSpec;
import ink.ml.dp.model.request.GitHost;
import ink.ml.dp.model.request.RequestScope;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Parses wire values once more: what comes from a workflow may come from anyone's client. */
final class Inputs {
  private Inputs() {}

  static <T> T parse(String field, @Nullable String value, Function<String, T> type) {
    if (value == null) {
      throw invalid(field, "must not be missing");
    }
    try {
      return type.apply(value);
    } catch (InvalidValueException e) {
      throw invalid(field, e.rule());
    }
  }

  static RequestScope service(ServiceKey key) {
    try {
      return key.parse();
    } catch (InvalidValueException e) {
      throw invalid("service", e.rule());
    }
  }

  static GitHost gitHost(SourceLocation source) {
    return GitHost.fromWire(source.gitHost())
        .orElseThrow(() -> invalid("git_host", "must be github or gitea"));
  }

  static BuildSpec build(BuildAndPushInput input) {
    return new BuildSpec(
        BuildPack.fromWire(input.buildPack())
            .orElseThrow(
                () -> invalid("build_pack", "must be one of railpack, dockerfile and static")),
        parse("root_directory", input.rootDirectory(), RelativePath::new),
        parse("dockerfile_path", input.dockerfilePath(), RelativePath::new),
        parse("publish_directory", input.publishDirectory(), RelativePath::new),
        Optional.ofNullable(input.dockerfileTarget())
            .map(target -> parse("dockerfile_target", target, BuildStage::new)),
        Boolean.TRUE.equals(input.spa()));
  }

  private static DeployException invalid(String field, String rule) {
    return new Action("read the request")
        .failed(FailureCode.INVALID_REQUEST, "the field " + field + " " + rule);
  }
}
