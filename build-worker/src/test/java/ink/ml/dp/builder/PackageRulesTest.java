package ink.ml.dp.builder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.micronaut.context.annotation.Factory;

@AnalyzeClasses(
    packagesOf = BuildWorker.class,
    importOptions = ImportOption.DoNotIncludeTests.class)
class PackageRulesTest {
  @ArchTest
  static final ArchRule WHO_KNOWS_WHOM =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("app")
          .definedBy("ink.ml.dp.builder.app")
          .layer("activity")
          .definedBy("ink.ml.dp.builder.activity")
          .layer("packs")
          .definedBy("ink.ml.dp.builder.packs")
          .layer("image")
          .definedBy("ink.ml.dp.builder.image")
          .layer("logs")
          .definedBy("ink.ml.dp.builder.logs")
          .layer("workspace")
          .definedBy("ink.ml.dp.builder.workspace")
          .layer("git")
          .definedBy("ink.ml.dp.builder.git")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("activity")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("packs")
          .mayOnlyBeAccessedByLayers("activity")
          .whereLayer("image")
          .mayOnlyBeAccessedByLayers("app", "activity")
          .whereLayer("logs")
          .mayOnlyBeAccessedByLayers("app", "activity")
          .whereLayer("workspace")
          .mayOnlyBeAccessedByLayers("app", "activity")
          .whereLayer("git")
          .mayOnlyBeAccessedByLayers("app", "activity", "workspace");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("ink.ml.dp.builder.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule GIT_KNOWS_NO_BUILDKIT =
      noClasses()
          .that()
          .resideInAnyPackage("ink.ml.dp.builder.git", "ink.ml.dp.builder.workspace")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ink.ml.dp.buildkit..");

  @ArchTest
  static final ArchRule JGIT_STAYS_IN_GIT =
      noClasses()
          .that()
          .resideOutsideOfPackage("ink.ml.dp.builder.git")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jgit..");

  @ArchTest
  static final ArchRule TEMPORAL_STAYS_AT_THE_EDGE =
      noClasses()
          .that()
          .resideOutsideOfPackages("ink.ml.dp.builder.activity", "ink.ml.dp.builder.app")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.temporal..");

  @ArchTest
  static final ArchRule WIRED_BY_CONSTRUCTORS =
      classes().that().areAnnotatedWith(Factory.class).should().resideInAPackage("..app");

  @ArchTest
  static final ArchRule NOTHING_STARTS_PROGRAMS =
      noClasses().should().dependOnClassesThat().belongToAnyOf(ProcessBuilder.class, Process.class);

  @ArchTest
  static final ArchRule ONLY_SETTINGS_READ_THE_ENVIRONMENT =
      noClasses()
          .should()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv");
}
