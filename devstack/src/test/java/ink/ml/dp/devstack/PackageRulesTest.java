package ink.ml.dp.devstack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "ink.ml.dp.devstack",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class PackageRulesTest {
  @ArchTest
  static final ArchRule FEATURES_HAVE_NO_CYCLES =
      slices().matching("ink.ml.dp.devstack.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("ink.ml.dp.devstack.(**)").should().beFreeOfCycles();

  /** They play servers of others: what they know of us is the contract that those have. */
  @ArchTest
  static final ArchRule STAND_INS_KNOW_NO_PLATFORM =
      classes()
          .that()
          .resideInAPackage("ink.ml.dp.devstack.standins..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "ink.ml.dp.devstack.platform..",
              "ink.ml.dp.devstack.server..",
              "ink.ml.dp.devstack.client..",
              "ink.ml.dp.devstack.cli..");
}
