package ink.ml.dp.builder.activity;

import ink.ml.dp.builder.image.BaseImages;
import ink.ml.dp.builder.image.ServiceImages;
import ink.ml.dp.model.activity.BaseImage;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.ImageActivities;
import ink.ml.dp.model.activity.ReuseImageInput;
import ink.ml.dp.model.activity.ReusedImage;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.ImageDigest;
import ink.ml.dp.model.name.ImageReference;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.runtime.registry.RegistryClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Decides about images that are there already. */
@Singleton
public final class ImageActivitiesImpl implements ImageActivities {
  private final RegistryClient registry;
  private final BaseImages bases;

  @Inject
  public ImageActivitiesImpl(RegistryClient registry, BaseImages bases) {
    this.registry = registry;
    this.bases = bases;
  }

  @Override
  public ReusedImage reuseImage(ReuseImageInput input) {
    RequestScope service = Inputs.service(input.service());
    ServiceImages own = ServiceImages.of(registry.settings().host(), service);
    CommitSha commit = Inputs.parse("commit_sha", input.commitSha(), CommitSha::new);
    ImageDigest digest = Inputs.parse("digest", input.image().digest(), ImageDigest::new);
    ImageReference image = Inputs.parse("image", input.image().image(), ImageReference::new);
    List<BaseImage> builtUpon = input.image().bases();
    if (builtUpon != null) {
      builtUpon.forEach(base -> Inputs.parse("bases", base.name(), ImageReference::new));
    }
    Optional<BaseImage> moved =
        builtUpon == null ? Optional.empty() : bases.moved(service, builtUpon);
    if (moved.isPresent()) {
      return new ReusedImage(null, "its base " + moved.get().name() + " has moved");
    }
    if (!image.repository().equals(own.images())) {
      // Another repository, as of another registry before: its tags are not ours to move.
      return new ReusedImage(input.image(), null);
    }
    try {
      registry.refreshTag(own.images(), commit.value(), digest);
    } catch (DeployException e) {
      if (e.code() != FailureCode.IMAGE_GONE) {
        throw e;
      }
      return new ReusedImage(null, "the registry no longer has it");
    }
    return new ReusedImage(
        new BuiltImage(own.image(commit).value(), digest.value(), 0, 0, true, builtUpon), null);
  }
}
