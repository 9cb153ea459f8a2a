package ink.ml.dp.deploy.release;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.name.CpuQuantity;
import ink.ml.dp.model.name.HealthPath;
import ink.ml.dp.model.name.ImageDigest;
import ink.ml.dp.model.name.ImageReference;
import ink.ml.dp.model.name.MemoryQuantity;
import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.request.RuntimeSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was deployed: immutable but for its outcome. The garbage collection of the registry keeps
 * {@code digest} as long as it is recorded.
 *
 * @param image by tag, for people; {@code digest} is what runs
 * @param previous the release that was live before
 * @param outcome {@code pending}, {@code live}, {@code replaced} or the code of its failure
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseRecord(
    @JsonProperty("sequence") long sequence,
    @JsonProperty("image") String image,
    @JsonProperty("digest") String digest,
    @JsonProperty("commit_sha") String commitSha,
    @JsonProperty("build_key") String buildKey,
    @JsonProperty("environment_version") String environmentVersion,
    @JsonProperty("port") int port,
    @JsonProperty("cpu") String cpu,
    @JsonProperty("memory") String memory,
    @JsonProperty("health_path") @Nullable String healthPath,
    @JsonProperty("previous") @Nullable String previous,
    @JsonProperty("outcome") String outcome) {
  static final String PENDING = "pending";
  static final String LIVE = "live";
  static final String REPLACED = "replaced";

  static ReleaseRecord of(Sequence sequence, DeployInput input) {
    return new ReleaseRecord(
        sequence.number(),
        new ImageReference(input.image().image()).value(),
        new ImageDigest(input.image().digest()).value(),
        input.commitSha(),
        input.buildKey(),
        input.environmentVersion(),
        input.port(),
        input.cpu(),
        input.memory(),
        input.healthPath(),
        null,
        PENDING);
  }

  /** Whether the two differ in nothing that a visitor or the process could notice. */
  boolean isSameAs(ReleaseRecord other) {
    return digest.equals(other.digest)
        && commitSha.equals(other.commitSha)
        && environmentVersion.equals(other.environmentVersion)
        && runtime().equals(other.runtime());
  }

  public String id() {
    return "r" + sequence;
  }

  ReleaseRecord ended(String outcome) {
    return with(previous, outcome);
  }

  ReleaseRecord after(@Nullable String previous) {
    return with(previous, outcome);
  }

  private ReleaseRecord with(@Nullable String previous, String outcome) {
    return new ReleaseRecord(
        sequence,
        image,
        digest,
        commitSha,
        buildKey,
        environmentVersion,
        port,
        cpu,
        memory,
        healthPath,
        previous,
        outcome);
  }

  /** Whether it has served: live now, or live until another took its place. */
  boolean isGood() {
    return outcome.equals(LIVE) || outcome.equals(REPLACED);
  }

  RuntimeSpec runtime() {
    return new RuntimeSpec(
        new Port(port),
        CpuQuantity.parse(cpu),
        MemoryQuantity.parse(memory),
        Optional.ofNullable(healthPath).map(HealthPath::new));
  }

  /** The reference that the node pulls. */
  ImageReference pinned() {
    return new ImageReference(image).repository().at(new ImageDigest(digest));
  }

  /** The same release once more, for another request. */
  public DeployInput again(ServiceKey service) {
    return new DeployInput(
        service, reused(), commitSha, buildKey, environmentVersion, port, cpu, memory, healthPath);
  }

  /** Its image, of which nothing needs to be built. */
  public BuiltImage reused() {
    return new BuiltImage(image, digest, 0, 0, true);
  }
}
