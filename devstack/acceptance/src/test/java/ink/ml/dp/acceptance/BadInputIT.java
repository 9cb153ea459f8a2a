package ink.ml.dp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.client.ServiceStarter.Sent;
import ink.ml.dp.devstack.standins.githost.Access;
import ink.ml.dp.devstack.standins.http.Faults;
import ink.ml.dp.devstack.standins.mcp.Variable;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.result.ServiceResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a tenant gets wrong is answered with a code and a sentence, and leaves nothing behind. */
@ResourceLock(TestedPlatform.SHARED)
class BadInputIT {
  private static final String TENANT = "mistaken";
  private static final TestedPlatform PLATFORM = TestedPlatform.shared();
  private static final String UNKNOWN_COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /**
   * A request that was sent.
   *
   * @param said what the sentence must name
   */
  private record Mistake(
      String what, TestService service, Sent sent, FailureCode code, String said) {
    void check() {
      ServiceResult result = service.answer(sent);
      Outcomes.assertFailed(result, code);
      assertThat(Outcomes.error(result).message()).contains(said);
    }
  }

  @AfterAll
  static void nothingIsLeft() {
    PLATFORM.awaitNoCheckouts();
    assertThat(PLATFORM.hasNamespace("dp-" + TENANT + "-default")).isFalse();
  }

  /** All are sent first: they have nothing to do with each other. */
  @TestFactory
  Stream<DynamicTest> aMistakeIsNamed() {
    List<Mistake> mistakes = new ArrayList<>();
    mistakes.addAll(values());
    mistakes.addAll(sources());
    mistakes.addAll(builds());
    mistakes.addAll(names());
    return mistakes.stream().map(m -> DynamicTest.dynamicTest(m.what(), m::check));
  }

  private static List<Mistake> values() {
    FailureCode code = FailureCode.INVALID_REQUEST;
    return List.of(
        sent("a name that is no DNS label", Map.of("name", "Not_A_Label"), code, "name"),
        sent("port 0", Map.of("port", 0), code, "port"),
        sent("port 65536", Map.of("port", 65_536), code, "port"),
        sent("a directory above", Map.of("root_directory", "a/../../etc"), code, "root_directory"),
        sent(
            "a Dockerfile above",
            Map.of("dockerfile_path", "../Dockerfile"),
            code,
            "dockerfile_path"),
        sent(
            "an absolute directory",
            Map.of("publish_directory", "/etc"),
            code,
            "publish_directory"),
        sent("a commit that is a branch", Map.of("commit_sha", "main"), code, "commit_sha"),
        sent("a ref with an option", Map.of("ref", "--upload-pack=x"), code, "ref"),
        sent("an unknown git host", Map.of("git_host", "bitbucket"), code, "git_host"),
        sent("GitHub without installation", Map.of("git_host", "github"), code, "installation_id"),
        sent("a repository that is a URL", Map.of("repo", "https://10.0.0.1/a/b"), code, "repo"),
        sent("an unknown pack", Map.of("build_pack", "nixpacks"), code, "build_pack"),
        sent("memory in no unit", Map.of("memory", "a lot"), code, "memory"));
  }

  private static List<Mistake> sources() {
    return List.of(
        sent(
            "an unknown commit",
            Map.of("commit_sha", UNKNOWN_COMMIT),
            FailureCode.COMMIT_NOT_FOUND,
            UNKNOWN_COMMIT.substring(0, 8)),
        sent("an unknown branch", Map.of("ref", "nowhere"), FailureCode.REF_NOT_FOUND, "nowhere"),
        sent(
            "an unknown repository",
            Map.of("repo", TENANT + "/absent"),
            FailureCode.REPOSITORY_NOT_FOUND,
            TENANT + "/absent"),
        closed(Access.HIDDEN, FailureCode.REPOSITORY_NOT_FOUND),
        closed(Access.FORBIDDEN, FailureCode.REPOSITORY_ACCESS_DENIED));
  }

  private static List<Mistake> builds() {
    return List.of(
        built(
            "a step that fails",
            "FROM debian:12\nRUN exit 3\n",
            FailureCode.BUILD_STEP_FAILED,
            "exit 3"),
        built(
            "an unknown instruction",
            "FROM debian:12\nRUNN true\n",
            FailureCode.DOCKERFILE_INVALID,
            "RUNN"),
        built(
            "an unknown base image",
            "FROM no-such-image:9\n",
            FailureCode.BASE_IMAGE_NOT_FOUND,
            "no-such-image"),
        sent(
            "a missing Dockerfile",
            Map.of("dockerfile_path", "other/Dockerfile"),
            FailureCode.DOCKERFILE_NOT_FOUND,
            "other/Dockerfile"),
        sent(
            "a missing directory",
            Map.of("root_directory", "absent"),
            FailureCode.PATH_NOT_FOUND,
            "absent"),
        variable());
  }

  private static List<Mistake> names() {
    TestService taken = PLATFORM.service("first-owner", "mistake-taken");
    taken.commit(Map.of("README", "no Dockerfile"));
    taken.deploy();
    return List.of(
        sent("a reserved name", Map.of("name", "api"), FailureCode.NAME_RESERVED, "api"),
        sent(
            "another tenant's name",
            Map.of("name", "mistake-taken"),
            FailureCode.NAME_TAKEN,
            "mistake-taken"),
        sent(
            "an unknown operation",
            Map.of("operation", "explode"),
            FailureCode.INVALID_REQUEST,
            "operation"));
  }

  @Test
  void anEmptyRepositoryHasNothingToDeploy() {
    TestService service = PLATFORM.service(TENANT, "mistake-empty");
    PLATFORM.standIns().git().create(service.repository());

    Outcomes.assertFailed(service.deploy(), FailureCode.REPOSITORY_EMPTY);
  }

  @Test
  void credentialsThatTheHostRefusesAreThePlatformsFault() {
    TestService service = PLATFORM.service(TENANT, "mistake-token");
    service.commit(Sources.service("never seen"));
    PLATFORM.standIns().git().setFault(Faults.Fault.status(401));
    try {
      Outcomes.assertFailed(service.deploy(), FailureCode.GIT_CREDENTIALS_REJECTED);
    } finally {
      PLATFORM.standIns().git().setFault(Faults.Fault.NONE);
    }
  }

  @Test
  void aBuildThatSaysTooMuchIsCutShort() {
    TestService service = PLATFORM.service(TENANT, "mistake-loud");
    service.commit(
        Map.of(
            "Dockerfile",
            """
            FROM debian:12
            RUN head -c 6000000 /dev/zero | tr '\\0' 'x' | fold -w 99 && echo the last word && exit 3
            """));

    ServiceResult result = service.deploy();

    Outcomes.assertFailed(result, FailureCode.BUILD_STEP_FAILED);
    assertThat(Outcomes.error(result).logTail()).hasSizeLessThanOrEqualTo(50);
    Path logs = PLATFORM.platform().instance().buildLogs().resolve(service.serviceId());
    assertThat(Texts.under(logs)).isNotEmpty().allMatch(log -> log.length() < 3_000_000);
  }

  /** A redeploy of it is no mistake: it may have taken over from the create. */
  @Test
  void whatWasNeverDeployedCannotBeRolledBack() {
    TestService service = PLATFORM.service(TENANT, "mistake-rollback");
    service.commit(Sources.service("never seen"));

    Outcomes.assertFailed(
        service.send(Operation.ROLLBACK, Map.of()), FailureCode.SERVICE_NOT_FOUND);
  }

  private static Mistake sent(String what, Map<String, ?> fields, FailureCode code, String said) {
    TestService service = service(what);
    service.commit(Sources.service("never seen"));
    return sent(what, service, fields, code, said);
  }

  private static Mistake sent(
      String what, TestService service, Map<String, ?> fields, FailureCode code, String said) {
    return new Mistake(
        what, service, service.start(service.request(Operation.CREATE, fields)), code, said);
  }

  private static Mistake closed(Access access, FailureCode code) {
    TestService service = service("a repository that is " + access.wire());
    service.commit(Sources.service("never seen"));
    PLATFORM.standIns().git().setAccess(service.repository(), access);
    String repository = service.repository().name().value();
    return sent("a repository that is " + access.wire(), service, Map.of(), code, repository);
  }

  private static Mistake built(String what, String dockerfile, FailureCode code, String said) {
    TestService service = service(what);
    service.commit(Map.of("Dockerfile", dockerfile));
    return sent(what, service, Map.of(), code, said);
  }

  private static Mistake variable() {
    String what = "a variable whose name is none";
    TestService service = service(what);
    service.commit(Sources.service("never seen"));
    service.setEnvironment(Variable.run("NOT A NAME", "x"));
    return sent(what, service, Map.of(), FailureCode.ENVIRONMENT_INVALID, "variable's name");
  }

  private static TestService service(String what) {
    return PLATFORM.service(
        TENANT, "mistake-" + what.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
  }
}
