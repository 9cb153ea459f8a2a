package ink.ml.dp.model.request;

import static ink.ml.dp.model.request.FieldReader.oneOf;
import static ink.ml.dp.model.request.FieldReader.optional;
import static ink.ml.dp.model.request.FieldReader.required;

import ink.ml.dp.model.name.BuildStage;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.GitRef;
import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.name.NamespaceName;
import ink.ml.dp.model.name.Project;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.name.ReleaseId;
import ink.ml.dp.model.name.RepositoryName;
import ink.ml.dp.model.name.RequestId;
import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.name.Tenant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A request that parsed: every value is one its type can hold.
 *
 * @param source empty for restart, rollback, cancel and delete, which need none
 * @param force whether to build although an image of the same inputs is there
 */
public record ServiceSpec(
    Operation operation,
    RequestScope identity,
    Optional<SourceSpec> source,
    BuildSpec build,
    boolean force,
    RuntimeSpec runtime,
    Optional<ReleaseId> targetRelease) {
  private static final String DEFAULT_PROJECT = "default";

  /**
   * Reads a wire record strictly.
   *
   * @throws InvalidRequestException naming the first field that is missing or breaks its rule
   */
  public static ServiceSpec parse(ServiceRequest request) {
    Operation operation =
        required(
            "operation",
            request.operation(),
            oneOf(
                "create, redeploy, reconfigure, restart, rollback, cancel, delete",
                Operation::fromWire));
    return new ServiceSpec(
        operation,
        identity(request),
        operation.hasSource() ? Optional.of(source(request)) : Optional.empty(),
        build(request),
        builds(operation) && Boolean.TRUE.equals(request.force()),
        RuntimeSpec.parse(request.settings()),
        optional("target_release", request.targetRelease(), ReleaseId::new));
  }

  private static boolean builds(Operation operation) {
    return operation == Operation.CREATE || operation == Operation.REDEPLOY;
  }

  private static RequestScope identity(ServiceRequest request) {
    RequestScope identity =
        new RequestScope(
            required("request_id", request.requestId(), RequestId::new),
            required("sequence", request.sequence(), Sequence::new),
            required("service_id", request.serviceId(), ServiceId::new),
            required("tenant", request.tenant(), Tenant::new),
            optional("project", request.project(), Project::new)
                .orElseGet(() -> new Project(DEFAULT_PROJECT)),
            required("name", request.name(), ServiceName::new),
            0);
    required(
        "project", identity.project(), project -> NamespaceName.of(identity.tenant(), project));
    return identity;
  }

  private static SourceSpec source(ServiceRequest request) {
    GitHost host =
        required("git_host", request.gitHost(), oneOf("github, gitea", GitHost::fromWire));
    return new SourceSpec(
        host,
        required("repo", request.repo(), RepositoryName::new),
        installation(host, request.installationId()),
        optional("ref", request.ref(), GitRef::new).orElse(GitRef.HEAD),
        optional("commit_sha", request.commitSha(), CommitSha::new));
  }

  private static OptionalLong installation(GitHost host, @Nullable Long id) {
    if (host != GitHost.GITHUB) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        required(
            "installation_id",
            id,
            value -> {
              if (value < 1) {
                throw new InvalidValueException("must be 1 or more");
              }
              return value;
            }));
  }

  private static BuildSpec build(ServiceRequest request) {
    return new BuildSpec(
        optional("build_pack", request.buildPack(), oneOf(BuildPack.words(), BuildPack::fromWire))
            .orElse(BuildPack.RAILPACK),
        optional("root_directory", request.rootDirectory(), RelativePath::new)
            .orElse(RelativePath.ROOT),
        optional("dockerfile_path", request.dockerfilePath(), RelativePath::new)
            .orElse(BuildSpec.DEFAULT_DOCKERFILE),
        optional("publish_directory", request.publishDirectory(), RelativePath::new)
            .orElse(RelativePath.ROOT),
        optional("dockerfile_target", request.dockerfileTarget(), BuildStage::new),
        Boolean.TRUE.equals(request.spa()));
  }
}
