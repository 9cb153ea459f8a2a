package ink.ml.dp.model.request;

import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link ServiceRequest} by the names of its fields; what is not named is absent on the
 * wire.
 */
public final class ServiceRequestBuilder {
  private @Nullable String requestId;
  private @Nullable String operation;
  private @Nullable Long sequence;
  private @Nullable String serviceId;
  private @Nullable String tenant;
  private @Nullable String project;
  private @Nullable String name;
  private @Nullable String gitHost;
  private @Nullable String repo;
  private @Nullable Long installationId;
  private @Nullable String ref;
  private @Nullable String commitSha;
  private @Nullable String buildPack;
  private @Nullable String rootDirectory;
  private @Nullable String dockerfilePath;
  private @Nullable String publishDirectory;
  private @Nullable String dockerfileTarget;
  private @Nullable Boolean spa;
  private @Nullable Boolean force;
  private RuntimeSettings settings = RuntimeSettings.DEFAULT;
  private @Nullable String targetRelease;

  /** Begins with everything that an earlier request said. */
  public static ServiceRequestBuilder from(ServiceRequest earlier) {
    ServiceRequestBuilder builder = new ServiceRequestBuilder();
    builder.requestId = earlier.requestId();
    builder.operation = earlier.operation();
    builder.sequence = earlier.sequence();
    builder.serviceId = earlier.serviceId();
    builder.tenant = earlier.tenant();
    builder.project = earlier.project();
    builder.name = earlier.name();
    builder.gitHost = earlier.gitHost();
    builder.repo = earlier.repo();
    builder.installationId = earlier.installationId();
    builder.ref = earlier.ref();
    builder.commitSha = earlier.commitSha();
    builder.buildPack = earlier.buildPack();
    builder.rootDirectory = earlier.rootDirectory();
    builder.dockerfilePath = earlier.dockerfilePath();
    builder.publishDirectory = earlier.publishDirectory();
    builder.dockerfileTarget = earlier.dockerfileTarget();
    builder.spa = earlier.spa();
    builder.force = earlier.force();
    builder.settings = earlier.settings();
    builder.targetRelease = earlier.targetRelease();
    return builder;
  }

  /** The idempotency key, the operation, and its place in the service's order. */
  public ServiceRequestBuilder request(String id, Operation what, long number) {
    requestId = id;
    operation = what.wire();
    sequence = number;
    return this;
  }

  public ServiceRequestBuilder service(
      String id, String ofTenant, String inProject, String called) {
    serviceId = id;
    tenant = ofTenant;
    project = inProject;
    name = called;
    return this;
  }

  /**
   * @param repository {@code owner/name}
   */
  public ServiceRequestBuilder repository(GitHost host, String repository) {
    gitHost = host.wire();
    repo = repository;
    return this;
  }

  public ServiceRequestBuilder installationId(@Nullable Long value) {
    installationId = value;
    return this;
  }

  public ServiceRequestBuilder ref(@Nullable String value) {
    ref = value;
    return this;
  }

  public ServiceRequestBuilder commitSha(@Nullable String value) {
    commitSha = value;
    return this;
  }

  public ServiceRequestBuilder buildPack(@Nullable String value) {
    buildPack = value;
    return this;
  }

  public ServiceRequestBuilder rootDirectory(@Nullable String value) {
    rootDirectory = value;
    return this;
  }

  public ServiceRequestBuilder dockerfilePath(@Nullable String value) {
    dockerfilePath = value;
    return this;
  }

  public ServiceRequestBuilder publishDirectory(@Nullable String value) {
    publishDirectory = value;
    return this;
  }

  public ServiceRequestBuilder dockerfileTarget(@Nullable String value) {
    dockerfileTarget = value;
    return this;
  }

  public ServiceRequestBuilder spa(@Nullable Boolean value) {
    spa = value;
    return this;
  }

  public ServiceRequestBuilder force(@Nullable Boolean value) {
    force = value;
    return this;
  }

  public ServiceRequestBuilder settings(RuntimeSettings value) {
    settings = value;
    return this;
  }

  public ServiceRequestBuilder targetRelease(@Nullable String value) {
    targetRelease = value;
    return this;
  }

  public ServiceRequest build() {
    return new ServiceRequest(
        requestId,
        operation,
        sequence,
        serviceId,
        tenant,
        project,
        name,
        gitHost,
        repo,
        installationId,
        ref,
        commitSha,
        buildPack,
        rootDirectory,
        dockerfilePath,
        publishDirectory,
        dockerfileTarget,
        spa,
        force,
        settings,
        targetRelease);
  }
}
