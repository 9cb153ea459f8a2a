package ink.ml.dp.registrygc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packagesOf = RegistryGc.class, importOptions = ImportOption.DoNotIncludeTests.class)
class PackageRulesTest {
  private static final String ROOT = "ink.ml.dp.registrygc.";

  @ArchTest
  static final ArchRule HTTP_STAYS_IN_ITS_PACKAGES =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + "digest..",
              ROOT + "store..",
              ROOT + "policy..",
              ROOT + "sweep..",
              ROOT + "disk..",
              ROOT + "guard..",
              ROOT + "state..",
              ROOT + "audit..",
              ROOT + "run..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "io.kubernetes..", "io.temporal..", "okhttp3..");

  @ArchTest
  static final ArchRule POLICY_READS_NO_DISK =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "policy..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.file..", "java.io..", ROOT + "disk..", ROOT + "sweep..");

  @ArchTest
  static final ArchRule THE_STORE_IS_ONLY_READ_BY_ITS_PACKAGE =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "disk..", ROOT + "policy..", ROOT + "sweep..", ROOT + "run..");

  @ArchTest
  static final ArchRule THE_CORE_KNOWS_NO_COMMAND_LINE =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "app..", "ink.ml.dp.registrygc")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", ROOT + "app..");

  @ArchTest
  static final ArchRule NOTHING_STARTS_PROGRAMS =
      noClasses().should().dependOnClassesThat().belongToAnyOf(ProcessBuilder.class, Process.class);

  @ArchTest
  static final ArchRule NO_PACKAGE_CYCLES =
      slices().matching(ROOT + "(*)..").should().beFreeOfCycles();
}
