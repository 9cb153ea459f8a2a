package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.DeployOptions;
import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.devstack.client.PageCheck;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.result.ServiceResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./dev demo}: the main job, on a sample. */
@Command(
    name = "demo",
    description = "Start the local platform, deploy a sample repository, and print its URL.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final int PORT = 8080;

  @Mixin private PlatformOption option = new PlatformOption();

  @Option(names = "--once", description = "stop everything afterwards")
  private boolean once;

  @Option(names = "--json", description = "print the result as JSON instead of the URL")
  private boolean json;

  @Override
  public Integer call() {
    Console console = new Console();
    Platform platform = option.platform();
    try {
      platform.up(console);
      return deploy(platform, console);
    } finally {
      if (once) {
        platform.down(false, console);
        console.say("the platform is down");
      }
    }
  }

  private int deploy(Platform platform, Console console) {
    String sample =
        platform.instance().root().resolve("devstack/samples/dockerfile-service").toString();
    DeployOptions options =
        DeployOptions.named("demo")
            .withFurther(request -> request.settings(RuntimeSettings.builder().port(PORT).build()));
    ServiceResult result = new Deployer(platform, console).deploy(sample, options);
    int code = new ResultPrinter(platform, console, json).print(result);
    if (code == DevCommand.OK
        && (result.url() == null
            || PageCheck.get(result.url(), platform.blueprint().tls(platform)).status() != 200)) {
      console.say("the page does not answer 200");
      return DevCommand.DEPLOY_FAILED;
    }
    if (code == DevCommand.OK && !once) {
      String full = option.isFull() ? "--full " : "";
      console.say(
          "next: ./dev open " + full + "demo opens it, ./dev logs " + full + "demo prints its log");
      console.say("next: ./dev deploy " + full + "GIT_URL deploys a repository of yours");
      console.say("next: ./dev status " + full + "says what runs, ./dev down " + full + "stops it");
    }
    return code;
  }
}
