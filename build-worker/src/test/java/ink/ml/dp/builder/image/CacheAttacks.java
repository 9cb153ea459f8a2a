package ink.ml.dp.builder.image;

import ink.ml.dp.builder.image.Attack.Attempt;
import ink.ml.dp.builder.image.Attack.Outcome;
import ink.ml.dp.buildkit.SecretProvider;
import ink.ml.dp.buildkit.TenantIsolation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Being given another's cached results, and giving it one's own. */
final class CacheAttacks {
  private static final String MOUNT = "--mount=type=cache,id=%s,target=%s";

  private final TwoDaemons daemons;
  private final Function<String, TenantIsolation> shared = tenant -> TenantIsolation.none();
  private final Function<String, TenantIsolation> apart;

  CacheAttacks(TwoDaemons daemons, Tenants tenants) {
    this.daemons = daemons;
    apart = tenants::of;
  }

  List<Attack> all() {
    List<Attack> attacks = new ArrayList<>();
    for (String first : List.of(Tenants.VICTIM, Tenants.ATTACKER)) {
      String second = first.equals(Tenants.VICTIM) ? Tenants.ATTACKER : Tenants.VICTIM;
      String direction = " by the " + first + ", read by the " + second;
      for (String sharing : List.of("", ",sharing=private", ",sharing=locked")) {
        attacks.add(
            new Attack(
                "cache mount" + sharing + " filled" + direction,
                mount(first, second, sharing, "off", shared),
                mount(first, second, sharing, "on", apart),
                "none"));
      }
      attacks.add(
          new Attack(
              "layer made from a secret" + direction,
              layer(first, second, "off", shared),
              layer(first, second, "on", apart),
              "it is " + second));
    }
    return attacks;
  }

  private Attempt mount(
      String first,
      String second,
      String sharing,
      String name,
      Function<String, TenantIsolation> isolation) {
    // A key may not say whose mount it is, and then its place is all that tells one from another.
    String own = name + first + sharing.length();
    String place = "/" + own;
    String step = TwoDaemons.DEBIAN + "RUN " + MOUNT.formatted(own, place) + sharing + " ";
    return () -> {
      solve(step + "echo " + first + " > " + place + "/" + first + "\n", first, isolation);
      List<String> read =
          solve(step + "cat " + place + "/" + first + " || echo none\n", second, isolation);
      return Outcome.of(read.contains(first), String.valueOf(read));
    };
  }

  private Attempt layer(
      String first, String second, String name, Function<String, TenantIsolation> isolation) {
    String dockerfile =
        TwoDaemons.DEBIAN
            + "RUN --mount=type=secret,id=K cp /run/secrets/K /made && : "
            + name
            + first
            + "\nRUN echo \"it is $(cat /made)\"\n";
    return () -> {
      secretly(dockerfile, first, isolation);
      List<String> lines = secretly(dockerfile, second, isolation);
      // A step that is taken from the cache says nothing: it was the first one's.
      return Outcome.of(!lines.contains("it is " + second), String.valueOf(lines));
    };
  }

  private List<String> solve(
      String dockerfile, String tenant, Function<String, TenantIsolation> isolation) {
    return TwoDaemons.solve(daemons.behind(), dockerfile, tenant, isolation.apply(tenant));
  }

  private List<String> secretly(
      String dockerfile, String tenant, Function<String, TenantIsolation> isolation) {
    return TwoDaemons.run(
        daemons.behind(),
        TwoDaemons.request(dockerfile, tenant, isolation.apply(tenant))
            .secrets(SecretProvider.of(Map.of("K", tenant.getBytes(StandardCharsets.UTF_8))))
            .build(),
        line -> {});
  }
}
