package ink.ml.dp.devstack.bench;

import ink.ml.dp.devstack.client.DeployOptions;
import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.devstack.client.ServiceStarter;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.standins.githost.RepositoryKey;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * From request to answer, beside a script that clones, builds, applies and waits on the same
 * servers. Both sides deploy the same sources but for a mark that keeps one from using what the
 * other built, and take turns in going first. Before each there is a pause that differs from round
 * to round: a kubelet looks at its containers once a second, so that every rollout ends at such a
 * moment, and whoever began right after one would always begin at the same point of that second.
 */
public final class DeployBench implements AutoCloseable {
  private static final String NAME = "deploy";
  private static final String MODEL = "bench-model";
  private static final int PORT = 8080;
  private static final double GOLDEN_RATIO = 0.618034;

  /** What is deployed. */
  private enum Case {
    /** For the first time. */
    FIRST,
    /** Again, after a change of the code. */
    CHANGE,
    /** Again, and nothing has changed. */
    UNCHANGED
  }

  private final Platform platform;
  private final Progress progress;
  private final Deployer deployer;
  private final ServiceStarter starter;
  private final BenchSources sources;
  private final Map<Case, List<Duration>> ours = new EnumMap<>(Case.class);
  private final Map<Case, List<Duration>> peer = new EnumMap<>(Case.class);
  private final List<Duration> overhead = new ArrayList<>();

  /**
   * @param platform that is up
   */
  public DeployBench(Platform platform, Progress progress) {
    this.platform = platform;
    this.progress = progress;
    this.deployer = new Deployer(platform, Progress.SILENT);
    this.starter = new ServiceStarter(platform.endpoints().temporalAddress());
    this.sources = new BenchSources(platform);
  }

  /** Runs so many rounds of every case, and answers the medians. */
  public List<Figure> run(int rounds) {
    String manifests = prepare();
    Script script = new Script(platform, new Tools(platform), sources.token());
    try {
      for (int round = 0; round <= rounds; round++) {
        // The first one warms both sides up and is not counted.
        round(script, manifests, round, round > 0);
      }
    } finally {
      deployer.delete(MODEL);
    }
    List<Figure> figures = new ArrayList<>();
    for (Case one : Case.values()) {
      figures.add(
          Figure.median(
              NAME,
              one.name().toLowerCase(Locale.ROOT),
              ours.getOrDefault(one, List.of()),
              peer.getOrDefault(one, List.of())));
    }
    // The time outside activities, as a part of the whole.
    figures.add(
        Figure.median(
            NAME, "unchanged-overhead", overhead, ours.getOrDefault(Case.UNCHANGED, List.of())));
    return figures;
  }

  /**
   * Deploys a service whose manifests the script then applies, and makes the script's namespace.
   * The service stays, so that our namespace does too: a first deploy would wait for the end of one
   * that the round before has emptied.
   */
  private String prepare() {
    progress.say("reading the manifests of a deploy");
    send(request(MODEL, 0));
    String namespace = "dp-" + Deployer.TENANT + "-" + Deployer.PROJECT;
    ScriptManifests manifests = new ScriptManifests(platform.cluster(), namespace);
    apply(manifests.namespace().replace(namespace, Script.NAMESPACE));
    String service = manifests.service(MODEL).replace(namespace, Script.NAMESPACE);
    return service.replace(MODEL, "@NAME@");
  }

  private void apply(String objects) {
    platform.cluster().kubectl(Duration.ofSeconds(30), objects, "apply", "--filename=-");
  }

  private void round(Script script, String manifests, int round, boolean counted) {
    String mine = "bench-ours-" + round;
    String theirs = "bench-peer-" + round;
    RepositoryKey repository = RepositoryKey.of("gitea", Deployer.TENANT + "/" + theirs);
    for (Case one : Case.values()) {
      int version = one == Case.FIRST ? 1 : 2;
      ServiceRequest request = request(mine, version);
      sources.commit(repository, theirs, version);
      Runnable ourTurn =
          () -> {
            pause(round);
            measureOurs(one, request, counted);
          };
      Runnable theirTurn =
          () -> {
            pause(round);
            Duration time = script.run(repository, theirs, manifests.replace("@NAME@", theirs));
            note(peer, one, time, counted);
          };
      if (round % 2 == 0) {
        ourTurn.run();
        theirTurn.run();
      } else {
        theirTurn.run();
        ourTurn.run();
      }
    }
    deployer.delete(mine);
    platform
        .cluster()
        .kubectl(
            Duration.ofMinutes(1),
            "",
            "delete",
            "deployment,service,ingress,secret",
            "--namespace=" + Script.NAMESPACE,
            "--selector=dp.ml.ink/service=" + theirs,
            "--wait=false");
  }

  /** Spreads the rounds evenly over a second, however many there are: by the golden ratio. */
  private static void pause(int round) {
    try {
      Thread.sleep(Math.round(round * GOLDEN_RATIO % 1 * 1000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("interrupted between two measurements", "try again", e);
    }
  }

  private ServiceRequest request(String name, int version) {
    return deployer.prepare(
        sources.directory(name, version).toString(),
        DeployOptions.named(name)
            .withFurther(
                request -> request.settings(RuntimeSettings.builder().port(PORT).build())));
  }

  private void measureOurs(Case one, ServiceRequest request, boolean counted) {
    Duration time = send(request);
    note(ours, one, time, counted);
    if (one == Case.UNCHANGED && counted) {
      overhead.add(time.minus(ActivityTime.of(starter.history(request))));
    }
  }

  private Duration send(ServiceRequest request) {
    deployer.standIns().mcp().remember(String.valueOf(request.serviceId()), request);
    long start = System.nanoTime();
    ServiceResult result =
        starter
            .send(request)
            .result(5, TimeUnit.MINUTES)
            .orElseThrow(
                () -> new PlatformException("a deploy took over 5 minutes", "./dev status"));
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    if (result.error() != null) {
      throw new PlatformException(
          "tried to deploy " + request.name() + " but failed because " + result.error().message(),
          String.valueOf(result.error().hint()));
    }
    return time;
  }

  private void note(Map<Case, List<Duration>> side, Case one, Duration time, boolean counted) {
    progress.say(
        "%s, %s: %.2f s%s"
            .formatted(
                one.name().toLowerCase(Locale.ROOT),
                side == ours ? "ours" : "script",
                time.toMillis() / 1000.0,
                counted ? "" : " (warming up)"));
    if (counted) {
      side.computeIfAbsent(one, key -> new ArrayList<>()).add(time);
    }
  }

  @Override
  public void close() {
    starter.close();
  }
}
