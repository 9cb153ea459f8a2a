package ink.ml.dp.devstack.server;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.process.Command;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an instance has in Docker, by its label: containers, network and volumes. Docker itself is
 * the record of what runs, so that nothing is lost when a {@code ./dev} is killed.
 */
public final class Containers {
  /** The label with the digest of the definition that a container was started from. */
  static final String DEFINITION_LABEL = Instance.LABEL + ".definition";

  private static final DateTimeFormatter CREATED_AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx", Locale.ROOT);
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Duration REMOVAL = Duration.ofMinutes(2);

  private final Instance instance;

  public Containers(Instance instance) {
    this.instance = instance;
  }

  /**
   * A container of the instance.
   *
   * @param state {@code running}, {@code exited}, {@code created}, …
   * @param definition what it was started from
   * @param created when
   */
  public record Found(String name, String state, String definition, Instant created) {
    public boolean isRunning() {
      return state.equals("running");
    }
  }

  public List<Found> list() {
    String format =
        "{{.Names}}\t{{.State}}\t{{.Label \"" + DEFINITION_LABEL + "\"}}\t{{.CreatedAt}}";
    return docker("ps", "--all", "--filter", filter(), "--format", format)
        .lines()
        .map(line -> line.split("\t", -1))
        .map(column -> new Found(column[0], column[1], column[2], instant(column[3])))
        .toList();
  }

  /** Of {@code 2026-11-30 18:05:09 +0100 CET}. */
  static Instant instant(String docker) {
    return OffsetDateTime.parse(docker.replaceFirst(" [^ ]*$", ""), CREATED_AT).toInstant();
  }

  public Optional<Found> find(ServerDefinition server) {
    String name = instance.container(server.name());
    return list().stream().filter(found -> found.name().equals(name)).findFirst();
  }

  /** Removes these containers, with the volumes that are theirs alone. Absent ones are fine. */
  public void remove(List<String> names) {
    if (!names.isEmpty()) {
      // Asked to end first: a node takes its control groups away, a database closes its files.
      run(REMOVAL, names, "stop", "--time", "5");
      run(REMOVAL, names, "rm", "--force", "--volumes");
    }
  }

  public void createNetwork() {
    if (docker("network", "ls", "--quiet", "--filter", "name=^" + instance.network() + "$")
        .isEmpty()) {
      docker("network", "create", "--label", label(), instance.network());
    }
  }

  /** Creates the volumes that these servers keep. */
  public void createVolumes(List<ServerDefinition> servers) {
    ServerVolumes.named(servers)
        .forEach(name -> docker("volume", "create", "--label", label(), instance.volume(name)));
  }

  public void removeVolume(String name) {
    Command.run(QUICK, "", "docker", "volume", "rm", "--force", instance.volume(name));
  }

  /** Removes all containers and the network, and with {@code volumes} all data too. */
  public void removeAll(boolean volumes) {
    remove(list().stream().map(Found::name).toList());
    removeEach("network");
    // By name: Docker itself makes this one anew, without a label, for a cluster that is replaced.
    removeVolume(Servers.PKI_VOLUME);
    if (volumes) {
      removeEach("volume");
    }
  }

  ReadinessCheck.Seen seen(ServerDefinition server) {
    return new ReadinessCheck.Seen() {
      @Override
      public boolean isRunning() {
        return find(server).filter(Found::isRunning).isPresent();
      }

      @Override
      public String log() {
        return Command.run(QUICK, "", "docker", "logs", instance.container(server.name())).output();
      }
    };
  }

  /** The last lines that a server wrote. */
  public String logTail(ServerDefinition server, int lines) {
    return Command.run(
            QUICK,
            "",
            "docker",
            "logs",
            "--tail",
            String.valueOf(lines),
            instance.container(server.name()))
        .output();
  }

  /** Runs a program inside a server's container with the given standard input. */
  public Command.Result exec(
      ServerDefinition server, Duration limit, String input, String... program) {
    List<String> command =
        new ArrayList<>(
            List.of("docker", "exec", "--interactive", instance.container(server.name())));
    command.addAll(Arrays.asList(program));
    return Command.run(limit, input, command.toArray(String[]::new));
  }

  private static void run(Duration limit, List<String> names, String... command) {
    List<String> all = new ArrayList<>(List.of("docker"));
    all.addAll(Arrays.asList(command));
    all.addAll(names);
    Command.run(limit, "", all.toArray(String[]::new));
  }

  private void removeEach(String kind) {
    List<String> found = docker(kind, "ls", "--quiet", "--filter", filter()).lines().toList();
    if (!found.isEmpty()) {
      docker(Stream.concat(Stream.of(kind, "rm"), found.stream()).toArray(String[]::new));
    }
  }

  private String filter() {
    return "label=" + label();
  }

  private String label() {
    return Instance.LABEL + "=" + instance.id();
  }

  private static String docker(String... arguments) {
    return Command.output(
        QUICK, Stream.concat(Stream.of("docker"), Arrays.stream(arguments)).toArray(String[]::new));
  }
}
