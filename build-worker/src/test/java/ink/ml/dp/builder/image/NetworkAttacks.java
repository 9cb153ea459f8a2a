package ink.ml.dp.builder.image;

import ink.ml.dp.builder.image.Attack.Attempt;
import ink.ml.dp.builder.image.Attack.Outcome;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.buildkit.testing.BuilderContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Reaching what is inside: by what the daemon fetches, and by what steps dial. */
final class NetworkAttacks {
  private static final String REFUSED = "refused|unreachable|not permitted|prohibited";

  private static final List<String> URLS =
      List.of(
          "http://registry-read:5010/v2/_catalog",
          "http://registry-read.:5010/v2/_catalog",
          "http://REGISTRY-READ:5010/v2/_catalog",
          "http://user:word@registry-read:5010/v2/_catalog",
          "http://user@registry-read:5010/v2/_catalog#.example.com",
          "http://READER:5010/v2/_catalog",
          "http://[::ffff:READER]:5010/v2/_catalog",
          "http://registry:5001/metrics",
          "http://mirror:5001/metrics",
          "http://hub:5000/v2/_catalog",
          "http://GATEWAY:INSIDE/x",
          // What a name means is its owner's to say.
          "http://READER.nip.example.net:5010/v2/_catalog",
          "http://two-addresses.example.net:5010/v2/_catalog",
          "http://GATEWAY:OUTSIDE/to?http://registry-read:5010/v2/_catalog",
          "http://GATEWAY:OUTSIDE/to?http://READER.nip.example.net:5010/v2/_catalog",
          "http://GATEWAY:OUTSIDE/to?http://GATEWAY:INSIDE/x",
          "http://GATEWAY:OUTSIDE/to?http://GATEWAY:OUTSIDE/to?http://registry-read:5010/v2/");

  private final TwoDaemons daemons;
  private final Tenants tenants;
  private final OutsideSite outside;
  private final OutsideSite inside;
  private final String gateway;
  private final String reader;

  NetworkAttacks(TwoDaemons daemons, Tenants tenants, OutsideSite outside, OutsideSite inside) {
    this.daemons = daemons;
    this.tenants = tenants;
    this.outside = outside;
    this.inside = inside;
    gateway = daemons.gateway();
    reader = daemons.address("registry-read");
    for (BuilderContainer daemon : List.of(daemons.open(), daemons.fenced())) {
      daemon.run(
          "printf '%s\\n' '"
              + reader
              + " "
              + reader
              + ".nip.example.net' '"
              + gateway
              + " two-addresses.example.net' '"
              + reader
              + " two-addresses.example.net' '"
              + gateway
              + " rebound.example.net' >>/etc/hosts");
    }
    // What may be reached, as a site of the attacker's would be. Nothing listens at the second.
    daemons
        .fenced()
        .run(
            "nft add element inet dp_build registries '{ %s . %d, %s . 5010 }'"
                .formatted(gateway, outside.port(), gateway));
  }

  List<Attack> all() {
    List<Attack> attacks = new ArrayList<>();
    for (String url : URLS) {
      attacks.add(added("ADD " + url, resolved(url)));
    }
    attacks.add(rebinding());
    for (String host : List.of("NAME:5000", "NAME.:5000", "u:p@NAME:5000")) {
      String url = "http://" + host + "/v2/_catalog";
      attacks.add(
          new Attack(
              "list the push endpoint at " + host,
              // The same program, not told to ask for tokens.
              () -> adds(daemons.without(), url.replace("NAME", "hub"), none()),
              () -> adds(daemons.behind(), url.replace("NAME", TokenRegistry.NAME), attacker()),
              "401"));
    }
    attacks.addAll(dials());
    return attacks;
  }

  /** That what should be reached is. */
  Outcome addsFromOutside() {
    return adds(daemons.behind(), resolved("http://GATEWAY:OUTSIDE/x"), attacker());
  }

  private Attack added(String name, String url) {
    return new Attack(
        name,
        () -> adds(daemons.without(), url, none()),
        () -> adds(daemons.behind(), url, attacker()),
        REFUSED);
  }

  /** The name means the attacker's site when it is asked first, and then an inside address. */
  private Attack rebinding() {
    String url = "http://rebound.example.net:" + outside.port() + "/rebind/";
    outside.rebinding("open", () -> rebind(daemons.open()));
    outside.rebinding("fenced", () -> rebind(daemons.fenced()));
    return new Attack(
        "ADD of a name that is bound anew in between",
        () -> adds(daemons.without(), url + "open", none()),
        () -> adds(daemons.behind(), url + "fenced", attacker()),
        REFUSED);
  }

  private static void rebind(BuilderContainer daemon) {
    // In place: what is mounted cannot be replaced.
    daemon.run(
        "sed 's/.* rebound/172.17.0.1 rebound/' /etc/hosts >/tmp/hosts; cat /tmp/hosts >/etc/hosts");
  }

  private List<Attack> dials() {
    List<String> targets = new ArrayList<>();
    for (String host : List.of("registry", "registry-read", "mirror", "hub")) {
      targets.add(daemons.address(host) + "/5001");
    }
    targets.add(daemons.address("registry") + "/5000");
    targets.add(reader + "/5010");
    targets.add(daemons.address("mirror") + "/5020");
    targets.add(daemons.address("hub") + "/5000");
    targets.add(daemons.address(TokenRegistry.NAME) + "/5000");
    targets.add(gateway + "/" + inside.port());
    targets.add(gateway + "/" + outside.port());
    targets.add("172.17.0.1/" + inside.port());
    targets.add("10.10.0.1/1234");
    targets.add("::ffff:" + reader + "/5010");
    Supplier<List<String>> off = once(() -> reached(daemons.without(), targets, none()));
    Supplier<List<String>> on = once(() -> reached(daemons.behind(), targets, attacker()));
    return targets.stream().map(target -> dial(target, off, on)).toList();
  }

  private static Attack dial(String target, Supplier<List<String>> off, Supplier<List<String>> on) {
    return new Attack("a step dials " + target, said(target, off), said(target, on), "not reached");
  }

  private static Attempt said(String target, Supplier<List<String>> reached) {
    return () -> {
      List<String> lines = reached.get();
      return Outcome.of(
          lines.contains("reached " + target),
          lines.contains("tried") ? "not reached" : "the step did not end: " + lines);
    };
  }

  private static List<String> reached(
      BuildKitClient client, List<String> targets, TenantIsolation isolation) {
    String dockerfile =
        TwoDaemons.DEBIAN
            + "RUN for t in %s; do (timeout 5 bash -c \"</dev/tcp/$t\" 2>/dev/null && echo \"reached $t\") & done; wait; echo tried\n"
                .formatted(String.join(" ", targets));
    return TwoDaemons.solve(client, dockerfile, Tenants.ATTACKER, isolation);
  }

  private static <T> Supplier<T> once(Supplier<T> supplier) {
    CompletableFuture<T> first = new CompletableFuture<>();
    Supplier<CompletableFuture<T>> begun =
        new Supplier<>() {
          private boolean started;

          @Override
          public synchronized CompletableFuture<T> get() {
            if (!started) {
              started = true;
              first.completeAsync(supplier, Thread::startVirtualThread);
            }
            return first;
          }
        };
    return () -> begun.get().join();
  }

  private static Outcome adds(BuildKitClient client, String url, TenantIsolation isolation) {
    String dockerfile = "FROM scratch\nADD " + url + " /stolen\n";
    return Outcome.ofBuild(() -> TwoDaemons.solve(client, dockerfile, Tenants.ATTACKER, isolation));
  }

  private TenantIsolation attacker() {
    return tenants.of(Tenants.ATTACKER);
  }

  private static TenantIsolation none() {
    return TenantIsolation.none();
  }

  private String resolved(String text) {
    return text.replace("GATEWAY", gateway)
        .replace("INSIDE", String.valueOf(inside.port()))
        .replace("OUTSIDE", String.valueOf(outside.port()))
        .replace("READER", reader);
  }
}
