package ink.ml.dp.devstack.server;

import java.util.List;

/** The volumes that outlive their containers. */
final class ServerVolumes {
  private ServerVolumes() {}

  static List<String> named(List<ServerDefinition> servers) {
    return servers.stream()
        .flatMap(server -> server.volumes().stream())
        .map(ServerDefinition.Storage::name)
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }
}
