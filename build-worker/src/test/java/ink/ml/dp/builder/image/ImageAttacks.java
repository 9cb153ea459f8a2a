package ink.ml.dp.builder.image;

import ink.ml.dp.builder.image.Attack.Outcome;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.RegistryAuth;
import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.buildkit.testing.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reading another's image, by every way in which a Dockerfile names one; and running one's own. */
final class ImageAttacks {
  private static final String HOSTILE_FRONTEND = "docker/dockerfile:hostile";
  private static final String NOT_THEIRS =
      "this build may not use repository:dp-victim-default/web:pull";
  private static final String SECRET = "the-victims-own";

  private static final List<String> DOCKERFILES =
      List.of(
          "FROM IMAGE\n",
          "FROM --platform=linux/amd64 IMAGE AS base\nFROM base\n",
          "ARG BASE=IMAGE\nFROM $BASE\n",
          "ARG HOST=NAME\nARG REST=/REPOSITORY:1\nFROM ${HOST}${REST}\n",
          "FROM scratch\nCOPY --from=IMAGE /secret /secret\n",
          "FROM scratch\nCOPY --link --from=IMAGE /secret /\n",
          "FROM IMAGE AS theirs\nFROM scratch\nCOPY --from=theirs /secret /\n",
          TwoDaemons.DEBIAN + "RUN --mount=from=IMAGE,target=/m grep own /m/secret\n",
          TwoDaemons.DEBIAN
              + "RUN --mount=type=bind,from=IMAGE,source=/secret,target=/m grep own /m\n",
          TwoDaemons.DEBIAN + "RUN --mount=type=cache,from=IMAGE,target=/m grep own /m/secret\n",
          "FROM IMAGE@DIGEST\n",
          "FROM scratch\nCOPY --from=IMAGE@DIGEST /secret /\n");

  private final TwoDaemons daemons;
  private final Tenants tenants;
  private final String digest;

  /** Builds what the victim has: on either daemon, because what one has pulled it gives again. */
  ImageAttacks(TwoDaemons daemons, Tenants tenants) {
    this.daemons = daemons;
    this.tenants = tenants;
    String dockerfile = TwoDaemons.DEBIAN + "RUN echo " + SECRET + " > /secret\n";
    CompletableFuture<?> there =
        CompletableFuture.runAsync(
            () -> {
              TwoDaemons.push(
                  daemons.without(),
                  dockerfile,
                  TestServers.isolation(),
                  "registry:5000/" + Tenants.REPOSITORY);
              TwoDaemons.push(
                  daemons.without(),
                  TwoDaemons.DEBIAN + "ENTRYPOINT [\"/bin/sh\", \"-c\", \"exit 42\"]\n",
                  none(),
                  "hub:5000/" + HOSTILE_FRONTEND);
            },
            Thread::startVirtualThread);
    digest =
        TwoDaemons.push(
            daemons.behind(), dockerfile, tenants.of(Tenants.VICTIM), Tenants.victimsImage());
    there.join();
  }

  List<Attack> all() {
    List<Attack> attacks = new ArrayList<>();
    for (String text : DOCKERFILES) {
      String dockerfile =
          text.replace("DIGEST", digest)
              .replace("IMAGE", Tenants.victimsImage())
              .replace("NAME", TokenRegistry.HOST)
              .replace("REPOSITORY", Tenants.REPOSITORY);
      attacks.add(
          new Attack(
              text.replace(TwoDaemons.DEBIAN, "").strip(),
              () -> build(daemons.without(), dockerfile, tenants.withVictimsTokens()),
              () -> build(daemons.behind(), dockerfile, tenants.of(Tenants.ATTACKER)),
              NOT_THEIRS));
    }
    attacks.add(
        new Attack(
            "FROM IMAGE when another's build has just read it",
            () -> afterAnother(daemons.without(), "off", taken()),
            () -> afterAnother(daemons.behind(), "on", tenants.of(Tenants.ATTACKER)),
            NOT_THEIRS));
    for (String host : List.of("", "docker.io/")) {
      String dockerfile = "FROM " + host + Tenants.REPOSITORY + ":latest\n";
      attacks.add(
          new Attack(
              dockerfile.strip() + " through the mirror of docker.io",
              () -> build(daemons.without(), dockerfile, none()),
              () -> build(daemons.behind(), dockerfile, tenants.of(Tenants.ATTACKER)),
              "."));
    }
    String hostile = "# syntax=docker.io/" + HOSTILE_FRONTEND + "\nFROM scratch\nADD x /x\n";
    attacks.add(
        new Attack(
            "# syntax= of the tenant's own",
            () -> runsFrontend(daemons.behind(), hostile, none()),
            () -> runsFrontend(daemons.behind(), hostile, tenants.of(Tenants.ATTACKER)),
            "the daemon's own frontend read it"));
    return attacks;
  }

  /** The rules on names say it before anything is tried. */
  Outcome byNameWithRules() {
    return build(
        daemons.behind(), "FROM " + Tenants.victimsImage() + "\n", tenants.whole(Tenants.ATTACKER));
  }

  /**
   * The daemon remembers tokens, and gives them to whom it takes for the one that it had them of.
   */
  private Outcome afterAnother(BuildKitClient client, String tag, TenantIsolation isolation) {
    String image = Tenants.victimsImage() + "-" + tag;
    TwoDaemons.push(client, "FROM scratch\nADD x /x\n", tenants.of(Tenants.VICTIM), image);
    TwoDaemons.solve(client, "FROM " + image + "\n", Tenants.VICTIM, tenants.of(Tenants.VICTIM));
    return build(client, "FROM " + image + "\n", isolation);
  }

  /** The attacker, where all services were one to the daemon. */
  private TenantIsolation taken() {
    TenantIsolation attackers = tenants.of(Tenants.ATTACKER);
    RegistryAuth victims = tenants.of(Tenants.VICTIM).registry();
    RegistryAuth both =
        new RegistryAuth() {
          @Override
          public Optional<byte[]> seed(String host, byte[] salt) {
            return victims.seed(host, salt);
          }

          @Override
          public Optional<Token> token(String host, String service, List<String> scopes) {
            return attackers.registry().token(host, service, scopes);
          }
        };
    return new TenantIsolation(
        attackers.salt(), attackers.cacheNamespace(), List.of(), Optional.empty(), both);
  }

  private static Outcome runsFrontend(
      BuildKitClient client, String dockerfile, TenantIsolation isolation) {
    Outcome built = build(client, dockerfile, isolation);
    return built.succeeded()
        ? new Outcome(false, "the daemon's own frontend read it")
        : Outcome.of(built.why().contains("42"), built.why());
  }

  private static Outcome build(
      BuildKitClient client, String dockerfile, TenantIsolation isolation) {
    return Outcome.ofBuild(() -> TwoDaemons.solve(client, dockerfile, Tenants.ATTACKER, isolation));
  }

  private static TenantIsolation none() {
    return TenantIsolation.none();
  }
}
