package ink.ml.dp.deploy.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.model.failure.FailureCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndedContainerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OOMKilled|137||OUT_OF_MEMORY",
        "Error|137|Killed|OUT_OF_MEMORY",
        "Error|1|nginx: [emerg] mkdir() failed (13: Permission denied)|IMAGE_NEEDS_ROOT",
        "Error|1|Error: EACCES, open '/data/db'|IMAGE_NEEDS_ROOT",
        "Error|1|java.nio.file.AccessDeniedException: /var/lib/app|IMAGE_NEEDS_ROOT",
        "Error|1|chown: /data: Operation not permitted|IMAGE_NEEDS_ROOT",
        "Error|1|PermissionError: [Errno 13] Permission denied: '/var/log/app.log'|IMAGE_NEEDS_ROOT",
        "Error|1|fatal: cannot listen on port 80: Permission denied|IMAGE_NEEDS_ROOT",
        "Error|1|open /data/app.db: permission denied|IMAGE_NEEDS_ROOT",
        "Error|1|this program must be run as root|IMAGE_NEEDS_ROOT",
        "Error|126|/entrypoint.sh: 3: ./start.sh: Permission denied|START_FAILED",
        "Error|1|pq: permission denied for table users|CRASH_LOOP",
        "Error|1|AccessDeniedException: User: arn:aws:sts::1:x is not authorized to read /app/db|CRASH_LOOP",
        "Error|1|AccessDenied: Access Denied by the object store|CRASH_LOOP",
        "Error|1|7 PERMISSION_DENIED: Permission denied on resource project /p|CRASH_LOOP",
        "Error|1|GET https://api.example.org/v1: permission denied|CRASH_LOOP",
        "Error|1|permission denied|CRASH_LOOP",
        "Error|1|git@host: Permission denied (publickey).|CRASH_LOOP",
        "Error|1|panic: no such table|CRASH_LOOP",
        "Completed|0|permission denied, but it does not matter|CRASH_LOOP",
      })
  void tellsWhyAContainerEnded(String reason, int exit, @Nullable String line, FailureCode code)
      throws JsonProcessingException {
    JsonNode terminated = json("{\"reason\":\"%s\",\"exitCode\":%d}".formatted(reason, exit));
    List<String> log = line == null ? List.of() : List.of("starting", line);

    assertThat(EndedContainer.of(terminated, log).code()).isEqualTo(code);
  }

  @Test
  void tellsWhyAContainerWasNotStarted() throws JsonProcessingException {
    EndedContainer refused =
        EndedContainer.of(
            json("{\"reason\":\"StartError\",\"message\":\"exec: /x: permission denied\"}"),
            List.of());
    assertThat(refused.code()).isEqualTo(FailureCode.START_FAILED);
    assertThat(refused.because()).contains("chmod +x", "user 1000", "/x");
    assertThat(
            EndedContainer.of(
                    json("{\"reason\":\"StartError\",\"message\":\"/x: no such file\"}"), List.of())
                .code())
        .isEqualTo(FailureCode.START_FAILED);
  }

  @Test
  void onceMayBeADependencyThatWasLate() throws JsonProcessingException {
    assertThat(isFinal("{\"terminated\":{\"reason\":\"Error\"}}", 0)).isFalse();
    assertThat(isFinal("{\"running\":{}}", 1)).isFalse();
    assertThat(isFinal("{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}}", 1)).isTrue();
    assertThat(isFinal("{\"terminated\":{\"reason\":\"OOMKilled\"}}", 0)).isTrue();
    assertThat(isFinal("{\"terminated\":{\"reason\":\"StartError\"}}", 0)).isTrue();
  }

  private static boolean isFinal(String state, int restarts) throws JsonProcessingException {
    return EndedContainer.isFinal(
        new PodState(
            json(
                "{\"status\":{\"containerStatuses\":[{\"state\":%s,\"restartCount\":%d,\"lastState\":{\"terminated\":{\"reason\":\"Error\"}}}]}}"
                    .formatted(state, restarts))));
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }
}
