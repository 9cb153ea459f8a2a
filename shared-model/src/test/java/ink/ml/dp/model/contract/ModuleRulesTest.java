package ink.ml.dp.model.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "ink.ml.dp.model", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {
  @ArchTest
  static final ArchRule noInputOrOutput =
      noClasses()
          .that()
          .resideOutsideOfPackage("..setting..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.sql..", "io.micronaut..", "org.slf4j..")
          .because("the contract is used inside workflows and by programs of every kind")
          .allowEmptyShould(false);

  @ArchTest
  static final ArchRule temporalOnlyWhereItIsNeeded =
      noClasses()
          .that()
          .resideOutsideOfPackages("..workflow..", "..activity..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.temporal..")
          .because("registry-gc uses the names without Temporal on its class path");

  @ArchTest
  static final ArchRule namesKnowNothingElse =
      classes()
          .that()
          .resideInAPackage("..name..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("..name..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule settingsAreForProgramsOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("..setting..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..setting..");

  @ArchTest
  static final ArchRule noCycles =
      SlicesRuleDefinition.slices().matching("ink.ml.dp.model.(*)..").should().beFreeOfCycles();
}
