package ink.ml.dp.deploy.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.UUID;

@AnalyzeClasses(packages = "ink.ml.dp.deploy", importOptions = ImportOption.DoNotIncludeTests.class)
class DeployRulesTest {
  /** What is replayed must take the same steps again, whenever and wherever that is. */
  @ArchTest
  static final ArchRule WORKFLOWS_USE_WHAT_CAN_BE_REPLAYED =
      classes()
          .that()
          .resideInAPackage("..deploy.workflow..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "..deploy.workflow..",
              "ink.ml.dp.model..",
              "io.temporal..",
              "java.lang..",
              "java.time..",
              "java.util",
              "java.util.function..",
              "java.util.stream..",
              "org.jspecify..",
              "org.slf4j..");

  @ArchTest
  static final ArchRule WORKFLOWS_HAVE_NO_CLOCK =
      noClasses()
          .that()
          .resideInAPackage("..deploy.workflow..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(OffsetDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(InstantSource.class);

  @ArchTest
  static final ArchRule WORKFLOWS_HAVE_NO_RANDOMNESS =
      noClasses()
          .that()
          .resideInAPackage("..deploy.workflow..")
          .should()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class);

  @ArchTest
  static final ArchRule WORKFLOWS_HAVE_NO_THREADS_OF_THEIR_OWN =
      noClasses()
          .that()
          .resideInAPackage("..deploy.workflow..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .callMethod(Object.class, "wait")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class);

  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("ink.ml.dp.deploy.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_ACTIVITIES_KNOW_TEMPORAL =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..claim..", "..config..", "..kube..", "..namespace..", "..release..", "..rollout..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.temporal..");

  @ArchTest
  static final ArchRule ONE_PLACE_TALKS_TO_THE_API_SERVER =
      noClasses()
          .that()
          .resideOutsideOfPackage("..kube..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kubernetes..");
}
