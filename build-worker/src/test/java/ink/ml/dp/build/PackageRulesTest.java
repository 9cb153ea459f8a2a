package ink.ml.dp.build;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packagesOf = BuildWorker.class,
    importOptions = ImportOption.DoNotIncludeTests.class)
class PackageRulesTest {
  @ArchTest
  static final ArchRule WHO_KNOWS_WHOM =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("app")
          .definedBy("ink.ml.dp.build.app")
          .layer("activity")
          .definedBy("ink.ml.dp.build.activity")
          .layer("packs")
          .definedBy("ink.ml.dp.build.packs")
          .layer("image")
          .definedBy("ink.ml.dp.build.image")
          .layer("logs")
          .definedBy("ink.ml.dp.build.logs")
          .layer("workspace")
          .definedBy("ink.ml.dp.build.workspace")
          .layer("git")
          .definedBy("ink.ml.dp.build.git")
          .layer("buildkit")
          .definedBy("ink.ml.dp.build.buildkit..")
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
          .mayOnlyBeAccessedByLayers("app", "activity", "workspace")
          .whereLayer("buildkit")
          .mayOnlyBeAccessedByLayers("app", "activity", "packs", "image", "logs", "git");

  @ArchTest
  static final ArchRule JGIT_STAYS_IN_GIT =
      noClasses()
          .that()
          .resideOutsideOfPackage("ink.ml.dp.build.git")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jgit..");

  @ArchTest
  static final ArchRule TEMPORAL_STAYS_AT_THE_EDGE =
      noClasses()
          .that()
          .resideOutsideOfPackages("ink.ml.dp.build.activity", "ink.ml.dp.build.app")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.temporal..");

  @ArchTest
  static final ArchRule NOTHING_STARTS_PROGRAMS =
      noClasses().should().dependOnClassesThat().belongToAnyOf(ProcessBuilder.class, Process.class);
}
