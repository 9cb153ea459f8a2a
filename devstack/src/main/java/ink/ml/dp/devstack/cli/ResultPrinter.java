package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.PageCheck;
import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.model.failure.Blame;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import java.net.URI;

/**
 * Says how a request ended: for people on standard error, and on standard output only what a script
 * wants.
 */
final class ResultPrinter {
  private final Platform platform;
  private final Console console;
  private final boolean json;

  ResultPrinter(Platform platform, Console console, boolean json) {
    this.platform = platform;
    this.console = console;
    this.json = json;
  }

  /**
   * Prints an answer after opening the page it names.
   *
   * @return the exit code
   */
  int print(ServiceResult result) {
    int code = result.error() == null ? verified(result) : failed(result.error());
    if (json) {
      System.out.println(JsonFile.text(result));
    } else if (code == DevCommand.OK && result.url() != null) {
      System.out.println(result.url());
    }
    return code;
  }

  private int verified(ServiceResult result) {
    console.say(
        result.status() + (result.release() == null ? "" : ": release " + result.release()));
    if (result.url() == null) {
      return DevCommand.OK;
    }
    if (isInternal(result.url())) {
      console.say("services of the same project reach it at " + result.url());
      return DevCommand.OK;
    }
    PageCheck.Page page = PageCheck.get(result.url(), platform.blueprint().tls(platform));
    console.say("GET " + result.url() + " answers " + page.status());
    page.body().lines().filter(line -> line.contains("gVisor")).limit(1).forEach(console::say);
    return DevCommand.OK;
  }

  /** Such as {@code tcp://db.dp-acme-shop.svc:5432}. */
  private static boolean isInternal(String url) {
    return URI.create(url).getHost().endsWith(".svc");
  }

  private int failed(ServiceError error) {
    console.say(error.code() + ": " + error.message());
    if (error.logTail() != null) {
      error.logTail().forEach(line -> console.say("  | " + line));
    }
    console.say("next: " + error.hint());
    return error.blame().equals(Blame.PLATFORM.wire())
        ? DevCommand.PLATFORM_FAILED
        : DevCommand.DEPLOY_FAILED;
  }
}
