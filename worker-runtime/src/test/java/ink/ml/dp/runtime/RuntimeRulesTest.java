package ink.ml.dp.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(
    packages = "ink.ml.dp.runtime",
    importOptions = ImportOption.DoNotIncludeTests.class)
class RuntimeRulesTest {
  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("ink.ml.dp.runtime.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule TEMPORAL_STAYS_WHERE_IT_IS_MET =
      noClasses()
          .that()
          .resideOutsideOfPackages("..temporal..", "..failure..", "..log..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.temporal..");

  @ArchTest
  static final ArchRule THE_REDACTOR_NEEDS_NOBODY =
      classes()
          .that()
          .resideInAPackage("..redact..")
          .and()
          .haveNameNotMatching(".*\\$Definition.*")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("..redact..", "java..", "jakarta.inject..", "org.jspecify..");

  @ArchTest
  static final ArchRule ONLY_SETTINGS_READ_THE_ENVIRONMENT =
      noClasses()
          .that()
          .resideOutsideOfPackage("..config..")
          .should()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv");
}
