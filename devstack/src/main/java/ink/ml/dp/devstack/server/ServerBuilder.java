package ink.ml.dp.devstack.server;

import ink.ml.dp.devstack.server.ServerDefinition.Kind;
import ink.ml.dp.devstack.server.ServerDefinition.PublishedPort;
import ink.ml.dp.devstack.server.ServerDefinition.Readiness;
import ink.ml.dp.devstack.server.ServerDefinition.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Says what a server is, one property a line. What is not said is absent. */
public final class ServerBuilder {
  private final String name;
  private final Part part;
  private String image;
  private Kind kind = Kind.PLAIN;
  private String address = "";
  private List<String> command = List.of();
  private final List<String> needs = new ArrayList<>();
  private final List<PublishedPort> ports = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final List<Storage> volumes = new ArrayList<>();
  private final Map<String, String> files = new TreeMap<>();

  ServerBuilder(String name, Part part) {
    this.name = name;
    this.part = part;
    this.image = name;
  }

  /** One of our own images, by its name in {@code images.tsv}. */
  public ServerBuilder image(String ours) {
    this.image = ours;
    return this;
  }

  public ServerBuilder kind(Kind needed) {
    this.kind = needed;
    return this;
  }

  /** Waits for these before it is started, where they are started too. */
  public ServerBuilder after(ServerDefinition... others) {
    Stream.of(others).map(ServerDefinition::name).forEach(needs::add);
    return this;
  }

  /** Where it answers, for people; <code>{name}</code> stands for the published port's number. */
  public ServerBuilder answersAt(String template) {
    this.address = template;
    return this;
  }

  /** Publishes a port on 127.0.0.1, under a name by which the host's port is found. */
  public ServerBuilder publishes(String port, int container) {
    ports.add(new PublishedPort(port, container));
    return this;
  }

  public ServerBuilder command(String... words) {
    return command(List.of(words));
  }

  public ServerBuilder command(List<String> words) {
    this.command = words;
    return this;
  }

  public ServerBuilder environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Is given a file of the instance's directory before it starts; another content replaces it. */
  public ServerBuilder given(String path, String file) {
    files.put(path, file);
    return this;
  }

  /** A volume that outlives the container, and that other servers may mount too. */
  public ServerBuilder keeps(String volume, String path) {
    volumes.add(new Storage(volume, path));
    return this;
  }

  /** A volume that goes with the container. */
  public ServerBuilder scratch(String path) {
    return keeps("", path);
  }

  /** Usable when a line of its log matches this regular expression. */
  public ServerDefinition readyWhenItLogs(String pattern) {
    return ready(new Readiness.LogLine(pattern));
  }

  /** Usable when a GET of this path, at this port of the container, answers 200. */
  public ServerDefinition readyWhenItAnswers(int port, String path) {
    return ready(new Readiness.Http(port, path));
  }

  private ServerDefinition ready(Readiness readiness) {
    return new ServerDefinition(
        name,
        image,
        kind,
        part,
        needs,
        address,
        ports,
        command,
        environment,
        volumes,
        files,
        readiness);
  }
}
