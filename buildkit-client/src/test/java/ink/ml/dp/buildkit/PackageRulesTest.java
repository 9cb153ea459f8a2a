package ink.ml.dp.buildkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packagesOf = BuildKitClient.class,
    importOptions = ImportOption.DoNotIncludeTests.class)
class PackageRulesTest {
  /** So that a stranger can use it: nothing of the platform, no framework. */
  @ArchTest
  static final ArchRule STANDS_ALONE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ink.ml.dp.model..",
              "ink.ml.dp.runtime..",
              "ink.ml.dp.builder..",
              "io.micronaut..",
              "io.temporal..");

  /** The API's package knows the implementation in one place: its factory. */
  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("ink.ml.dp.buildkit.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NOTHING_STARTS_PROGRAMS =
      noClasses().should().dependOnClassesThat().belongToAnyOf(ProcessBuilder.class, Process.class);
}
