package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.image.Images;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.server.ServerDefinition;

/** What is on the nodes before anything of the platform is: their directories, and the images. */
final class NodeContent {
  private final Nodes nodes;
  private final ProgramImages programs;
  private final Images images;

  NodeContent(Nodes nodes, ProgramImages programs, Images images) {
    this.nodes = nodes;
    this.programs = programs;
    this.images = images;
  }

  /** Every image goes to the nodes that run it, and to no other. */
  void give(Progress progress) {
    nodes.own(FullServers.OPS, FullServers.REGISTRY_DIRECTORY);
    nodes.own(FullServers.OPS, FullServers.MIRROR_DIRECTORY);
    nodes.own(FullServers.BUILD, FullServers.WORKSPACE);
    for (Site.Placed placed : Site.SERVERS) {
      for (ServerDefinition node : placed.nodes()) {
        say(progress, node, placed, nodes.give(node, images.local(placed.image())));
      }
    }
    for (Site.Placed placed : Site.PROGRAMS) {
      String program = placed.image();
      for (ServerDefinition node : placed.nodes()) {
        boolean given =
            nodes.give(
                node,
                programs.file(program),
                ProgramImages.nameInFile(program),
                programs.reference(program));
        say(progress, node, placed, given);
      }
    }
  }

  private static void say(
      Progress progress, ServerDefinition node, Site.Placed placed, boolean given) {
    if (given) {
      progress.step(node.name() + " has the image " + placed.image());
    }
  }
}
