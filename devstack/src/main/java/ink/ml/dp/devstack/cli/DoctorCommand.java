package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.platform.Doctor;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./dev doctor}. */
@Command(
    name = "doctor",
    description = "Check what this machine needs, and say how to get what is missing.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();

  @Override
  public Integer call() {
    List<Doctor.Finding> findings = new Doctor(option.platform()).examine();
    for (Doctor.Finding finding : findings) {
      System.out.printf(
          "%-8s %-10s %s%n", finding.verdict().word(), finding.what(), finding.found());
      if (!finding.next().isEmpty()) {
        System.out.printf("%-8s %-10s -> %s%n", "", "", finding.next());
      }
    }
    return findings.stream().anyMatch(f -> f.verdict() == Doctor.Verdict.MISSING)
        ? DevCommand.PLATFORM_FAILED
        : DevCommand.OK;
  }
}
