package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.process.CommandException;
import ink.ml.dp.devstack.server.Servers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at what the platform needs from this machine. Changes nothing. */
public final class Doctor {
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final long NEEDED_MEMORY_MIB = 6 << 10;
  private static final long NEEDED_DISK_GIB = 20;
  private static final Pattern GO_VERSION = Pattern.compile("go1\\.(\\d+)");
  private static final int NEEDED_GO = 26;

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
    return List.of(
        Finding.ok("java", Runtime.version() + " at " + System.getProperty("java.home")),
        program("mvn", "maven", "install Maven 3.8.7 or newer (./dev does, as root on Debian)"),
        program("git", "git", "install git: repositories are imported with it"),
        docker(docker),
        images(docker),
        go(docker),
        memory(),
        disk(),
        names());
  }

  private static Finding program(String program, String what, String next) {
    Command.Result version = version(program, "--version");
    return version.succeeded()
        ? Finding.ok(
            what,
            version.output().lines().findFirst().orElse("").replaceAll("\u001b\\[[0-9;]*m", ""))
        : new Finding(Verdict.MISSING, what, "not found", next);
  }

  private static Finding docker(boolean answers) {
    if (answers) {
      return Finding.ok(
          "docker",
          "daemon "
              + Command.output(QUICK, "docker", "version", "--format", "{{.Server.Version}}")
              + " answers");
    }
    boolean canStart = System.getProperty("user.name").equals("root") && hasApt();
    return new Finding(
        canStart ? Verdict.NOTE : Verdict.MISSING,
        "docker",
        "no daemon answers",
        canStart
            ? "./dev up installs Debian's if need be and starts it"
            : "start Docker, or install it: https://docs.docker.com/engine/install/");
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

  private Finding go(boolean docker) {
    Command.Result version = version("go", "version");
    Matcher matcher = GO_VERSION.matcher(version.output());
    if (version.succeeded() && matcher.find() && Integer.parseInt(matcher.group(1)) >= NEEDED_GO) {
      return Finding.ok("go", version.output().strip());
    }
    boolean needed = docker && !platform.images().missing().isEmpty();
    return new Finding(
        needed ? Verdict.MISSING : Verdict.NOTE,
        "go",
        version.succeeded() ? version.output().strip() : "not found",
        "install Go 1.26 or newer (https://go.dev/dl): the servers' images are built with it");
  }

  private static Finding memory() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      long total = system.getTotalMemorySize() >> 20;
      return total >= NEEDED_MEMORY_MIB
          ? Finding.ok("memory", total + " MiB")
          : new Finding(
              Verdict.MISSING,
              "memory",
              total + " MiB",
              "the platform needs " + NEEDED_MEMORY_MIB + " MiB");
    }
    return new Finding(Verdict.NOTE, "memory", "unknown", "");
  }

  private Finding disk() {
    try {
      long free = Files.getFileStore(platform.instance().root()).getUsableSpace() >> 30;
      return free >= NEEDED_DISK_GIB
          ? Finding.ok("disk", free + " GiB free")
          : new Finding(
              Verdict.MISSING,
              "disk",
              free + " GiB free",
              "make room: building all images takes up to " + NEEDED_DISK_GIB + " GiB");
    } catch (IOException e) {
      return new Finding(Verdict.NOTE, "disk", "unknown: " + e.getMessage(), "");
    }
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

  private static boolean hasApt() {
    return Files.isExecutable(Path.of("/usr/bin/apt-get"));
  }

  private static Command.Result version(String program, String argument) {
    try {
      return Command.run(QUICK, "", program, argument);
    } catch (CommandException absent) {
      return new Command.Result(127, "");
    }
  }
}
