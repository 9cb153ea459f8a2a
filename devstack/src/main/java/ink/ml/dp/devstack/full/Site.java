package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.image.Images;
import ink.ml.dp.devstack.platform.Endpoints;
import ink.ml.dp.devstack.server.ServerDefinition;
import ink.ml.dp.devstack.server.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What differs from one machine to the next, as a kustomization on top of the local overlay: the
 * addresses that Docker gave, and the images as they are called here. Production's overlay has the
 * same values written down.
 */
final class Site {
  /** Who runs which of the platform's own programs, by the name in {@link ProgramImages}. */
  static final List<Placed> PROGRAMS =
      List.of(
          new Placed(ProgramImages.BUILD_WORKER, List.of(FullServers.BUILD)),
          new Placed(ProgramImages.DEPLOY_WORKER, List.of(FullServers.CONTROL)),
          new Placed(ProgramImages.REGISTRY_GC, List.of(FullServers.OPS)));

  /** Who runs which of the servers, by the image's name in {@code images.tsv}. */
  static final List<Placed> SERVERS =
      List.of(
          new Placed("registry", List.of(FullServers.OPS)),
          new Placed("buildkit", List.of(FullServers.BUILD)),
          new Placed("traefik", List.of(FullServers.RUN_1, FullServers.RUN_2)),
          new Placed("victoria-logs", List.of(FullServers.OPS)),
          new Placed("otel-collector", FullServers.NODES));

  private static final String DENIED =
      "      - {op: add, path: /spec/egress/3/to/0/ipBlock/except/-, value: %s/32}";

  private final Outside outside;
  private final Endpoints endpoints;
  private final Images images;
  private final ProgramImages programs;

  Site(Outside outside, Endpoints endpoints, Images images, ProgramImages programs) {
    this.outside = outside;
    this.endpoints = endpoints;
    this.images = images;
    this.programs = programs;
  }

  /** An image, and the nodes that run it. */
  record Placed(String image, List<ServerDefinition> nodes) {}

  /** The git host, as the cluster finds it. */
  String giteaUrl() {
    return "http://%s:%d/gitea".formatted(outside.gateway(), endpoints.gitPort());
  }

  /** The kustomization's text. */
  String kustomization() {
    return """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources: [../k8s/overlays/local]
        images:
        %1$s
        configMapGenerator:
          - name: build-worker
            namespace: dp-system
            behavior: merge
            literals:
              - TEMPORAL_ADDRESS=%2$s:7233
              - MCP_API_URL=http://%3$s:%4$d
          - name: deploy-worker
            namespace: dp-system
            behavior: merge
            literals:
              - TEMPORAL_ADDRESS=%2$s:7233
              - MCP_API_URL=http://%3$s:%4$d
              - APPS_PORT=%5$d
              - DENIED_RANGES=%6$s
        patches:
          - target: {kind: Deployment, name: buildkitd}
            patch: |-
              - op: replace
                path: /spec/template/spec/hostAliases/0/ip
                value: %7$s
          - patch: |-
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: buildkitd, namespace: dp-system}
              spec:
                template:
                  spec:
                    containers:
                      - name: buildkitd
                        env: [{name: OWN_ADDRESSES, value: "%12$s"}]
          - target: {kind: Deployment, name: "registry(-read|-mirror)?"}
            patch: |-
              - {op: replace, path: /spec/template/spec/containers/0/ports/0/hostIP, value: %7$s}
          - target: {kind: Deployment, name: registry-mirror}
            patch: |-
              - op: add
                path: /spec/template/spec/containers/0/env/-
                value: {name: REGISTRY_PROXY_REMOTEURL, value: "http://%8$s:5000"}
          - target: {kind: NetworkPolicy, name: build-worker}
            patch: |-
        %11$s
          - target: {kind: NetworkPolicy, name: registry-from-builders}
            patch: |-
              - {op: replace, path: /spec/ingress/0/from/0/ipBlock/cidr, value: %9$s/32}
          - target: {kind: NetworkPolicy, name: "registry-(read|mirror)-from-nodes"}
            patch: |-
              - {op: replace, path: /spec/ingress/0/from/0/ipBlock/cidr, value: "%10$s"}
        """
        .formatted(
            imageLines(),
            outside.address(Servers.TEMPORAL),
            outside.gateway(),
            endpoints.mcpPort(),
            endpoints.appsPort(),
            FullServers.NODES.stream()
                .map(node -> outside.address(node) + "/32")
                .collect(Collectors.joining(",")),
            outside.privateAddress(FullServers.OPS),
            outside.address(Servers.HUB),
            outside.privateAddress(FullServers.BUILD),
            outside.privateRange(),
            FullServers.NODES.stream()
                .map(node -> DENIED.formatted(outside.address(node)))
                .collect(Collectors.joining("\n")),
            FullServers.NODES.stream()
                .map(node -> outside.address(node) + "/32")
                .collect(Collectors.joining(" ")));
  }

  private String imageLines() {
    List<String> references =
        new ArrayList<>(
            PROGRAMS.stream().map(placed -> programs.reference(placed.image())).toList());
    SERVERS.forEach(placed -> references.add("docker.io/" + images.local(placed.image())));
    return references.stream().map(Site::imageLine).collect(Collectors.joining("\n"));
  }

  /** The overlay has them under their own names, with the tag of no machine. */
  private static String imageLine(String reference) {
    int colon = reference.lastIndexOf(':');
    return "  - {name: %s, newTag: \"%s\"}"
        .formatted(reference.substring(0, colon), reference.substring(colon + 1));
  }
}
