package ink.ml.dp.buildkit.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.RegistryCache;
import ink.ml.dp.buildkit.SourceRule;
import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.buildkit.proto.CacheOptions;
import ink.ml.dp.buildkit.proto.CacheOptionsEntry;
import ink.ml.dp.buildkit.proto.Exporter;
import ink.ml.dp.buildkit.proto.MatchType;
import ink.ml.dp.buildkit.proto.Policy;
import ink.ml.dp.buildkit.proto.PolicyAction;
import ink.ml.dp.buildkit.proto.Rule;
import ink.ml.dp.buildkit.proto.Selector;
import ink.ml.dp.buildkit.proto.SolveRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Says what a request means in the daemon's terms. */
final class SolveRequests {
  private SolveRequests() {}

  /** A build that pushes and leaves the registry's cache alone. */
  static SolveRequest build(BuildRequest request, String ref, String session) {
    SolveRequest.Builder solve = base(request, ref, session, request.noCache());
    request
        .image()
        .ifPresent(
            image ->
                solve.addExporters(
                    Exporter.newBuilder().setType("image").putAllAttrs(image.attributes())));
    return solve.build();
  }

  /** The same build once more, from the daemon's own cache, to write the registry's. */
  static SolveRequest cacheExport(
      BuildRequest request, RegistryCache cache, String ref, String session) {
    // Without no-cache: that would run every step again.
    SolveRequest.Builder solve = base(request, ref, session, false).setInternal(true);
    solve
        .getCacheBuilder()
        .addExports(
            CacheOptionsEntry.newBuilder()
                .setType("registry")
                .putAllAttrs(cache.exportAttributes()));
    return solve.build();
  }

  private static SolveRequest.Builder base(
      BuildRequest request, String ref, String session, boolean noCache) {
    SolveRequest.Builder solve =
        SolveRequest.newBuilder().setRef(ref).setSession(session).setInternal(request.internal());
    Map<String, String> attributes = new TreeMap<>();
    switch (request.frontend()) {
      case Frontend.Dockerfile(var filename, var target) -> {
        solve.setFrontend("dockerfile.v0");
        attributes.put("filename", filename);
        target.ifPresent(stage -> attributes.put("target", stage));
      }
      case Frontend.Gateway(var source, var filename, var own) -> {
        solve.setFrontend("gateway.v0");
        attributes.putAll(own);
        attributes.put("source", source);
        filename.ifPresent(name -> attributes.put("filename", name));
      }
    }
    request.buildArgs().forEach((name, value) -> attributes.put("build-arg:" + name, value));
    request.labels().forEach((name, value) -> attributes.put("label:" + name, value));
    if (request.frontend() instanceof Frontend.Dockerfile) {
      // Last: no argument of the build's own may take the place of what keeps it apart.
      attributes.putAll(request.limits().attributes());
      attributes.putAll(apart(request.isolation()));
    }
    if (!request.platforms().isEmpty()) {
      attributes.put("platform", String.join(",", request.platforms()));
    }
    if (noCache) {
      attributes.put("no-cache", "");
    }
    if (!request.cacheImports().isEmpty()) {
      // The frontend applies these; the field of the request alone has no effect.
      attributes.put("cache-imports", importsAsJson(request.cacheImports()));
      solve.setCache(imports(request.cacheImports()));
    }
    List<SourceRule> rules =
        Stream.concat(request.isolation().sources().stream(), request.policy().stream()).toList();
    if (!rules.isEmpty()) {
      solve.setSourcePolicy(policy(rules));
    }
    return solve.putAllFrontendAttrs(attributes);
  }

  private static Map<String, String> apart(TenantIsolation isolation) {
    if (isolation.isNone()) {
      return Map.of();
    }
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("hostname", isolation.salt());
    attributes.put("build-arg:BUILDKIT_CACHE_MOUNT_NS", isolation.cacheNamespace());
    isolation
        .syntax()
        .ifPresentOrElse(
            image -> attributes.put("build-arg:BUILDKIT_SYNTAX", image),
            // What a forwarded build has; with it, the daemon's own frontend forwards nothing.
            () -> attributes.put("cmdline", "docker/dockerfile"));
    return attributes;
  }

  private static CacheOptions imports(List<RegistryCache> caches) {
    CacheOptions.Builder options = CacheOptions.newBuilder();
    caches.forEach(
        cache ->
            options.addImports(
                CacheOptionsEntry.newBuilder()
                    .setType("registry")
                    .putAllAttrs(cache.importAttributes())));
    return options.build();
  }

  private static String importsAsJson(List<RegistryCache> caches) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (RegistryCache cache : caches) {
      ObjectNode entry = array.addObject().put("Type", "registry");
      ObjectNode attributes = entry.putObject("Attrs");
      cache.importAttributes().forEach(attributes::put);
    }
    return array.toString();
  }

  private static Policy policy(List<SourceRule> rules) {
    Policy.Builder policy = Policy.newBuilder().setVersion(1);
    for (SourceRule rule : rules) {
      policy.addRules(
          Rule.newBuilder()
              .setAction(
                  switch (rule.action()) {
                    case ALLOW -> PolicyAction.ALLOW;
                    case DENY -> PolicyAction.DENY;
                  })
              .setSelector(
                  Selector.newBuilder()
                      .setIdentifier(rule.identifier())
                      .setMatchType(
                          switch (rule.match()) {
                            case WILDCARD -> MatchType.WILDCARD;
                            case EXACT -> MatchType.EXACT;
                            case REGEX -> MatchType.REGEX;
                          })));
    }
    return policy.build();
  }
}
