package ink.ml.dp.model.release;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import ink.ml.dp.model.activity.BaseImage;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.name.ImageDigest;
import ink.ml.dp.model.name.ImageReference;
import ink.ml.dp.model.name.RequestId;
import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.RuntimeSpec;
import ink.ml.dp.model.result.ServiceResult;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was deployed, as it is stored: one value of the ConfigMap {@code <service>-releases}, under
 * its {@link #id}. Immutable but for its state and results. The garbage collection of the registry
 * keeps {@code digest} as long as it is recorded.
 *
 * @param image by tag, for people; {@code digest} is what runs
 * @param sourceKey the build key by the files that were built; null where they were not known
 * @param bases what the image was built upon by names that can move; null where not known
 * @param settings how it runs; their fields stand beside the others
 * @param previous the release that was live before
 * @param state {@code pending}, {@code live}, {@code replaced} or the code of its failure
 * @param requestId the request that made it; null in records of the first form
 * @param attempt how often the platform failed that request before: whoever still acts for an
 *     earlier run of it writes nothing any more
 * @param copyOf the release that a rollback or restart repeated with this one; null when it was
 *     made anew
 * @param results what the newest requests were answered that it was the end of
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseRecord(
    @JsonProperty("sequence") long sequence,
    @JsonProperty(IMAGE) String image,
    @JsonProperty(DIGEST) String digest,
    @JsonProperty("commit_sha") String commitSha,
    @JsonProperty("build_key") String buildKey,
    @JsonProperty("source_key") @Nullable String sourceKey,
    @JsonProperty("bases") @Nullable List<BaseImage> bases,
    @JsonProperty("environment_version") String environmentVersion,
    @JsonUnwrapped RuntimeSettings settings,
    @JsonProperty("previous") @Nullable String previous,
    @JsonProperty("outcome") ReleaseState state,
    @JsonProperty("request_id") @Nullable String requestId,
    @JsonProperty("attempt") int attempt,
    @JsonProperty("copy_of") @Nullable String copyOf,
    @JsonProperty("results") @Nullable List<ServiceResult> results) {
  /** The fields that the collector reads, without a JSON library's records. */
  public static final String IMAGE = "image";

  public static final String DIGEST = "digest";

  /** How many answers are kept. */
  private static final int ANSWERS = 5;

  public ReleaseRecord {
    results = results == null ? List.of() : List.copyOf(results);
  }

  /** A release that is about to be made. */
  public static ReleaseRecord of(DeployInput input) {
    return new ReleaseRecord(
        new Sequence(input.service().sequence()).number(),
        new ImageReference(input.image().image()).value(),
        new ImageDigest(input.image().digest()).value(),
        input.commitSha(),
        input.buildKey(),
        input.sourceKey(),
        input.image().bases(),
        input.environmentVersion(),
        input.settings(),
        null,
        ReleaseState.PENDING,
        input.service().requestId(),
        input.service().attempt(),
        input.copyOf(),
        List.of());
  }

  /** Whether the two differ in nothing that a visitor or the process could notice. */
  public boolean isSameAs(ReleaseRecord other) {
    return digest.equals(other.digest)
        && commitSha.equals(other.commitSha)
        && environmentVersion.equals(other.environmentVersion)
        && runtime().equals(other.runtime());
  }

  /** Whether its image was built from the same inputs. */
  public boolean isBuiltFrom(String key, @Nullable String keyOfSource) {
    return buildKey.equals(key) || (sourceKey != null && sourceKey.equals(keyOfSource));
  }

  public String id() {
    return "r" + sequence;
  }

  public ReleaseRecord in(ReleaseState next) {
    return with(previous, next, attempt, results());
  }

  public ReleaseRecord after(@Nullable String earlier) {
    return with(earlier, state, attempt, results());
  }

  /** For another run of its request, unanswered; whoever acts for an earlier one is too late. */
  public ReleaseRecord reopened() {
    return with(previous, ReleaseState.PENDING, attempt + 1, List.of());
  }

  /** With what a request was answered; the newest few are kept. */
  public ReleaseRecord answering(ServiceResult result) {
    List<ServiceResult> all =
        Stream.concat(
                results().stream()
                    .filter(r -> !String.valueOf(result.requestId()).equals(r.requestId())),
                Stream.of(result))
            .sorted(Comparator.comparingLong(ReleaseRecord::sequenceOf).reversed())
            .limit(ANSWERS)
            .toList();
    return with(previous, state, attempt, all);
  }

  /** What a request was answered, if this release was the end of it. */
  public Optional<ServiceResult> answerTo(RequestId request, Sequence sequence) {
    return results().stream()
        .filter(r -> request.value().equals(r.requestId()))
        .filter(r -> sequenceOf(r) == sequence.number())
        .findFirst();
  }

  @Override
  public List<ServiceResult> results() {
    return results == null ? List.of() : results;
  }

  private static long sequenceOf(ServiceResult result) {
    Long sequence = result.sequence();
    return sequence == null ? 0 : sequence;
  }

  private ReleaseRecord with(
      @Nullable String earlier, ReleaseState next, int run, List<ServiceResult> answers) {
    return new ReleaseRecord(
        sequence,
        image,
        digest,
        commitSha,
        buildKey,
        sourceKey,
        bases,
        environmentVersion,
        settings,
        earlier,
        next,
        requestId,
        run,
        copyOf,
        answers);
  }

  public RuntimeSpec runtime() {
    return RuntimeSpec.parse(settings);
  }

  /** The reference that the node pulls. */
  public ImageReference pinned() {
    return new ImageReference(image).repository().at(new ImageDigest(digest));
  }

  /** The same release once more, for another request, with the environment that it has. */
  public DeployInput again(ServiceKey service) {
    return new DeployInput(
        service,
        reused(),
        commitSha,
        buildKey,
        sourceKey,
        environmentVersion,
        settings,
        id(),
        null);
  }

  /** Its image, of which nothing needs to be built. */
  public BuiltImage reused() {
    return new BuiltImage(image, digest, 0, 0, true, bases);
  }
}
