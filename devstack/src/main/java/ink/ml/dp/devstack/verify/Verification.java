package ink.ml.dp.devstack.verify;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.process.CommandException;
import ink.ml.dp.devstack.verify.Check.Where;
import ink.ml.dp.devstack.verify.Outcome.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tries the checks of a checkout, one after the other: later ones look at what earlier ones made.
 */
public final class Verification {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration QUESTION = Duration.ofMinutes(1);

  /** What a failure leaves beside what the check said. */
  private static final List<List<String>> BUNDLE =
      List.of(
          List.of("objects.txt", "get", "all,ingresses,networkpolicies", "-A", "-o", "wide"),
          List.of("events.txt", "get", "events", "-A", "--sort-by=.lastTimestamp"),
          logs("logs.txt", "dp-" + Deployer.TENANT + "-" + Deployer.PROJECT, "dp.ml.ink/service"),
          logs("platform-logs.txt", "dp-system", "app.kubernetes.io/part-of=deploy-platform"));

  private final Path root;
  private final Path bundles;
  private final List<String> kubectl;
  private final Set<Where> places;
  private final Map<String, String> told;
  private final Progress progress;

  /**
   * @param root the checkout
   * @param bundles where failures leave what there was to see
   * @param kubectl the command that asks the cluster
   * @param places where this is
   * @param told what the checks read from their environment beside that
   */
  public Verification(
      Path root,
      Path bundles,
      List<String> kubectl,
      Set<Where> places,
      Map<String, String> told,
      Progress progress) {
    this.root = root;
    this.bundles = bundles;
    this.kubectl = List.copyOf(kubectl);
    this.places = Set.copyOf(places);
    this.told = Map.copyOf(told);
    this.progress = progress;
  }

  /** The outcome of every check, by the row of the checklist. */
  public List<Outcome> run(List<Check> checks) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Check check : checks) {
      progress.say("verify: " + check.id());
      outcomes.add(places.contains(check.where()) ? attempt(check) : Outcome.needsSite(check));
    }
    outcomes.sort(Comparator.comparingInt(Outcome::row));
    return outcomes;
  }

  private Outcome attempt(Check check) {
    long started = System.nanoTime();
    Command.Result result = result(check);
    Duration time = Duration.ofNanos(System.nanoTime() - started);
    if (!result.succeeded()) {
      keep(check, result.output());
    }
    return Outcome.of(check, result.succeeded() ? Status.PASS : Status.FAIL, time, result.output());
  }

  private Command.Result result(Check check) {
    try {
      List<String> command = new ArrayList<>(List.of("env"));
      told.forEach((name, value) -> command.add(name + "=" + value));
      command.addAll(
          List.of(
              "KUBECTL=" + String.join(" ", kubectl),
              "DEV=" + root.resolve("dev"),
              "WORK=" + bundles.resolve("work"),
              root.resolve("k8s/verify/checks.sh").toString(),
              check.id()));
      return Command.run(LIMIT, "", command.toArray(String[]::new));
    } catch (CommandException e) {
      return new Command.Result(1, String.valueOf(e.getMessage()));
    }
  }

  private void keep(Check check, String said) {
    Path bundle = bundles.resolve(check.id());
    JsonFile.writeText(bundle.resolve("said.txt"), said);
    for (List<String> question : BUNDLE) {
      List<String> command = new ArrayList<>(kubectl);
      command.addAll(question.subList(1, question.size()));
      JsonFile.writeText(bundle.resolve(question.getFirst()), answer(command));
    }
    progress.say("verify: " + check.id() + " failed; see " + bundle);
  }

  private static List<String> logs(String file, String namespace, String selector) {
    return List.of(
        file,
        "logs",
        "--namespace=" + namespace,
        "--selector=" + selector,
        "--tail=200",
        "--prefix",
        "--max-log-requests=50");
  }

  private static String answer(List<String> command) {
    try {
      return Command.run(QUESTION, "", command.toArray(String[]::new)).output();
    } catch (CommandException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
