package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.clean.Bytes;
import ink.ml.dp.devstack.clean.Leftovers;
import ink.ml.dp.devstack.image.Images;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.process.CommandException;
import ink.ml.dp.devstack.server.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at what the platform needs from this machine. Changes nothing. */
public final class Doctor {
  private static final Duration QUICK = Duration.ofSeconds(30);

  private static final long RUNNING_GIB = 3;

  private final Platform platform;

  public Doctor(Platform platform) {
    this.platform = platform;
  }

  /** How bad a finding is. */
  public enum Verdict {
    FOUND("ok"),
    /** The platform works without it, or gets it by itself. */
    NOTE("note"),
    MISSING("missing");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * One thing that was looked at.
   *
   * @param found what there is
   * @param next what to do; empty when there is nothing to do
   */
  public record Finding(Verdict verdict, String what, String found, String next) {
    static Finding ok(String what, String found) {
      return new Finding(Verdict.FOUND, what, found, "");
    }
  }

  public List<Finding> examine() {
    boolean docker = Platform.dockerAnswers();
    List<Finding> findings =
        new ArrayList<>(
            List.of(
                Finding.ok("java", Runtime.version() + " at " + System.getProperty("java.home")),
                program(
                    "mvn", "maven", "install Maven 3.8.7 or newer (./dev does, as root on Debian)"),
                program("git", "git", "install git: repositories are imported with it"),
                docker(docker),
                images(docker),
                go(docker),
                memory(),
                names()));
    findings.addAll(disks(docker));
    findings.addAll(leftovers(docker));
    return findings;
  }

  private static Finding program(String program, String what, String next) {
    Command.Result version = version(program, "--version");
    return version.succeeded()
        ? Finding.ok(
            what,
            version.output().lines().findFirst().orElse("").replaceAll("\u001b\\[[0-9;]*m", ""))
        : new Finding(Verdict.MISSING, what, "not found", next);
  }

  private Finding docker(boolean answers) {
    if (answers) {
      return Finding.ok(
          "docker",
          "daemon "
              + Command.output(QUICK, "docker", "version", "--format", "{{.Server.Version}}")
              + " answers");
    }
    Command.Result check =
        Command.run(
            QUICK,
            "",
            platform.instance().root().resolve("devstack/docker/ensure-daemon.sh").toString(),
            "--check");
    Told trouble = Told.in(check.output());
    return check.exitCode() == Platform.CAN_START
        ? new Finding(
            Verdict.NOTE,
            "docker",
            trouble.why(),
            "./dev up installs Debian's if need be and starts it")
        : new Finding(Verdict.MISSING, "docker", trouble.why(), trouble.next());
  }

  private Finding images(boolean docker) {
    if (!docker) {
      return new Finding(Verdict.NOTE, "images", "unknown without Docker", "");
    }
    List<String> missing = platform.images().missing();
    return missing.isEmpty()
        ? Finding.ok("images", "all there")
        : new Finding(
            Verdict.NOTE,
            "images",
            "not built yet: " + String.join(", ", missing),
            "./dev up builds them, once");
  }

  /** Whether a start would compile images; without a daemon there are none yet. */
  private boolean areToBeBuilt(boolean docker) {
    return !Images.arePulled() && (!docker || !platform.images().missing().isEmpty());
  }

  private Finding go(boolean docker) {
    Command.Result version = version("go", "version");
    String found = version.succeeded() ? version.output().strip() : "not found";
    if (areToBeBuilt(docker)) {
      Told trouble = Told.in(platform.images().check().output());
      if (trouble.why().contains(" Go ")) {
        return new Finding(Verdict.MISSING, "go", trouble.why(), trouble.next());
      }
    }
    return version.succeeded()
        ? Finding.ok("go", found)
        : new Finding(Verdict.NOTE, "go", found, "only needed to compile the servers' images");
  }

  private static Finding memory() {
    long total = Memory.totalMib();
    return total >= Memory.NEEDED_MIB
        ? Finding.ok("memory", total + " MiB")
        : new Finding(
            Verdict.MISSING,
            "memory",
            total + " MiB",
            "the platform needs " + Memory.NEEDED_MIB + " MiB");
  }

  /** What images that are missing take is for the scripts to say that make them. */
  private List<Finding> disks(boolean docker) {
    List<Finding> findings = new ArrayList<>();
    findings.add(disk(platform.instance().root(), RUNNING_GIB, "running the platform"));
    if (areToBeBuilt(docker)) {
      platform
          .images()
          .room()
          .forEach((place, gib) -> findings.add(disk(place, gib, "building the images")));
    }
    return findings;
  }

  /**
   * Whether there is as much as is needed.
   *
   * @param place a folder that need not be there yet
   */
  static Finding disk(Path place, long gib, String what) {
    Path there = place.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.resolve("..").normalize();
    }
    try {
      long free = Files.getFileStore(there).getUsableSpace() >> 30;
      String found = free + " GiB free at " + place;
      return free >= gib
          ? Finding.ok("disk", found)
          : new Finding(
              Verdict.MISSING,
              "disk",
              found + "; " + what + " takes " + gib,
              "./dev clean says what of ours can go");
    } catch (IOException e) {
      return new Finding(Verdict.NOTE, "disk", "unknown: " + e.getMessage(), "");
    }
  }

  /** What lies where because of the project. */
  private List<Finding> leftovers(boolean docker) {
    return Leftovers.of(platform.instance(), docker).find().stream()
        .map(
            one ->
                Finding.ok(
                    "lies here",
                    "%s: %s (%s)".formatted(Bytes.text(one.bytes()), one.what(), one.where())))
        .toList();
  }

  private static Finding names() {
    try {
      InetAddress address = InetAddress.getByName("devstack." + Servers.APPS_DOMAIN);
      return Finding.ok("names", "*." + Servers.APPS_DOMAIN + " is " + address.getHostAddress());
    } catch (IOException unresolved) {
      return new Finding(
          Verdict.NOTE,
          "names",
          "*." + Servers.APPS_DOMAIN + " is not resolved by this system",
          "browsers and curl do it themselves; other programs: 127.0.0.1 with the Host header");
    }
  }

  private static Command.Result version(String program, String argument) {
    try {
      return Command.run(QUICK, "", program, argument);
    } catch (CommandException absent) {
      return new Command.Result(127, "");
    }
  }
}
