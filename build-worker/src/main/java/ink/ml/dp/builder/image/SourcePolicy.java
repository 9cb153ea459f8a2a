package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.SourceRule;
import ink.ml.dp.buildkit.SourceRule.Match;
import ink.ml.dp.model.name.RegistryHost;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tenant's build may read. BuildKit itself fetches base images and {@code ADD} URLs, from
 * where it stands, which is inside; so its own registry and what is plainly an inside address are
 * denied here. A name that resolves to the inside is the firewall's to stop.
 */
public final class SourcePolicy {
  /** Hosts without a dot, addresses in digits, and the names that only exist inside. */
  private static final String INSIDE =
      "(\\[[^/]*\\]|[0-9.]+|0x[0-9a-f.x]+|[^/.:]+\\.?|[^/:]+\\.(internal|local|localhost|svc|cluster\\.local)\\.?)";

  private SourcePolicy() {}

  /**
   * @param platform what the platform's own plan builds upon, allowed even on its registry
   */
  public static List<SourceRule> rules(RegistryHost registry, List<SourceRule> platform) {
    List<SourceRule> rules = new ArrayList<>();
    rules.add(SourceRule.deny(Match.WILDCARD, "docker-image://" + registry + "/*"));
    rules.add(SourceRule.deny(Match.REGEX, "(?i)^docker-image://" + INSIDE + "(:[0-9]+)?/.*"));
    rules.add(
        SourceRule.deny(
            Match.REGEX, "(?i)^(https?|git)://([^/@]*@)?" + INSIDE + "(:[0-9]+)?(/.*)?$"));
    rules.addAll(platform);
    return List.copyOf(rules);
  }
}
