package ink.ml.dp.builder.image;

import ink.ml.dp.builder.image.Attack.Outcome;
import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.buildkit.testing.BuilderContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** What steps use up, ask for, and say to their neighbours. */
final class StepAttacks {
  private static final String THREE_FILES =
      "for i in 1 2 3; do head -c 60M /dev/zero > /m$i; sleep 2; done; sleep 3";

  /** Each is well within what the open daemon's steps may use; and what ends it. */
  private static final List<Bomb> BOMBS =
      List.of(
          new Bomb("sleep 40", "took longer than the 30s"),
          new Bomb(THREE_FILES, "wrote more than the 100 MiB"),
          new Bomb(
              "--mount=from=docker.io/library/debian:12,target=/x,rw "
                  + THREE_FILES.replace("/m", "/x/"),
              "wrote more than the 100 MiB"),
          new Bomb(
              "--mount=type=cache,target=/x " + THREE_FILES.replace("/m", "/x/"),
              "wrote more than the 100 MiB"),
          new Bomb("head -c 400M /dev/zero | tail | wc -c", "needed more memory"),
          new Bomb("head -c 150M /dev/zero > /one", "."),
          new Bomb("for i in $(seq 400); do sleep 6 & done; wait", "."));

  /** Prints where it listens, and says hello there for a while. */
  private static final String LISTENING =
      "RUN echo at $(hostname -I) && perl -MIO::Socket::INET -e 'alarm 15; my $s ="
          + " IO::Socket::INET->new(LocalPort => 8000, Listen => 5) or die; while (my $c ="
          + " $s->accept) { print $c \"hello\"; close $c }' || true\n";

  private final TwoDaemons daemons;
  private final Tenants tenants;

  StepAttacks(TwoDaemons daemons, Tenants tenants) {
    this.daemons = daemons;
    this.tenants = tenants;
  }

  List<Attack> all() {
    List<Attack> attacks = new ArrayList<>();
    BOMBS.forEach(bomb -> attacks.add(bomb(bomb.command(), bomb.limit())));
    attacks.add(entitled("security", "insecure", "mount -t tmpfs none /mnt"));
    attacks.add(entitled("network", "host", "bash -c '</dev/tcp/127.0.0.1/1234'"));
    attacks.add(
        new Attack(
            "a step dials a neighbour's step",
            () -> neighbour(daemons.without(), TenantIsolation.none(), TenantIsolation.none()),
            () ->
                neighbour(
                    daemons.behind(), tenants.of(Tenants.VICTIM), tenants.of(Tenants.ATTACKER)),
            "exit code"));
    return attacks;
  }

  private Attack bomb(String command, String limit) {
    String dockerfile = TwoDaemons.DEBIAN + "RUN " + command + "\n";
    return new Attack(
        command,
        () -> build(daemons.without(), dockerfile, TenantIsolation.none()),
        () -> build(daemons.behind(), dockerfile, tenants.of(Tenants.ATTACKER)),
        limit);
  }

  /** With a client of its own, which asks for the entitlement, as ours never does. */
  private Attack entitled(String kind, String value, String command) {
    String dockerfile = TwoDaemons.DEBIAN + "RUN --%s=%s %s\n".formatted(kind, value, command);
    String entitlement = kind.equals("network") ? "network.host" : "security.insecure";
    return new Attack(
        "RUN --" + kind + "=" + value,
        () -> buildctl(daemons.open(), dockerfile, entitlement),
        () -> {
          Outcome asked = buildctl(daemons.fenced(), dockerfile, entitlement);
          return asked.succeeded()
              ? asked
              : build(daemons.behind(), dockerfile, tenants.of(Tenants.ATTACKER));
        },
        "not allowed|entitlement");
  }

  private static Outcome buildctl(BuilderContainer daemon, String dockerfile, String entitlement) {
    String said =
        daemon.run(
            "d=$(mktemp -d) && cat >$d/Dockerfile <<'END'\n"
                + dockerfile
                + "END\nbuildctl --addr unix:///run/buildkit/buildkitd.sock build --allow "
                + entitlement
                + " --frontend dockerfile.v0 --local context=$d --local dockerfile=$d 2>&1"
                + " && echo it went through");
    return Outcome.of(said.contains("it went through"), said);
  }

  private static Outcome neighbour(
      BuildKitClient client, TenantIsolation victim, TenantIsolation attacker) throws Exception {
    CompletableFuture<String> address = new CompletableFuture<>();
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      thread.execute(
          () ->
              TwoDaemons.run(
                  client,
                  TwoDaemons.request(TwoDaemons.DEBIAN + LISTENING, Tenants.VICTIM, victim).build(),
                  line -> {
                    if (line.startsWith("at ")) {
                      address.complete(line.substring(3).strip());
                    }
                  }));
      String target = address.get(30, TimeUnit.SECONDS);
      return build(
          client,
          TwoDaemons.DEBIAN
              + "RUN sleep 1; timeout 5 bash -c 'grep hello </dev/tcp/"
              + target
              + "/8000'\n",
          attacker);
    }
  }

  private static Outcome build(
      BuildKitClient client, String dockerfile, TenantIsolation isolation) {
    List<String> lines = new ArrayList<>();
    try {
      TwoDaemons.run(
          client,
          TwoDaemons.request(dockerfile, Tenants.ATTACKER, isolation).build(),
          line -> {
            synchronized (lines) {
              lines.add(line);
            }
          });
      return new Outcome(true, "");
    } catch (BuildFailedException e) {
      synchronized (lines) {
        return new Outcome(false, e.getMessage() + " " + lines);
      }
    }
  }

  /** A step's command, and the limit that ends it. */
  private record Bomb(String command, String limit) {}
}
