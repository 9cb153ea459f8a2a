package ink.ml.dp.deploy.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListeningHintTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Listening on 127.0.0.1:3000|localhost only", // Go, Perl
        " * Running on http://127.0.0.1:3000|localhost only", // Flask
        "INFO: Uvicorn running on http://127.0.0.1:3000 (Press CTRL+C to quit)|localhost only",
        "  ➜  Local:   http://localhost:3000/|localhost only", // Vite
        "* Listening on http://[::1]:3000|localhost only", // Puma
        "Server listening on port 8080|port 8080 instead", // Express, by habit
        "Listening at: http://0.0.0.0:8000 (7)|port 8000 instead", // Gunicorn
        "Tomcat started on port 8080 (http) with context path '/'|port 8080 instead",
        "2026-11-25T19:16:32Z listening on :8080|port 8080 instead",
        "{\"level\":\"info\",\"msg\":\"Server listening at http://0.0.0.0:8080\"}|port 8080 instead",
      })
  void knowsWhatFrameworksSay(String line, String because) {
    assertThat(ListeningHint.whyUnreachable(List.of("starting", line), 3000))
        .hasValueSatisfying(why -> assertThat(why).contains(because));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Listening on 0.0.0.0:3000",
        "listening on :3000",
        "Server listening on port 3000",
        "Server listening at http://[::]:3000",
        "connecting to http://db:5432",
        "12:30:45 waiting for migrations",
        "database is ready at postgres://db:5432/web",
        "listening for signals",
        "ready in 1:30",
      })
  void concludesNothingElse(String line) {
    assertThat(ListeningHint.whyUnreachable(List.of(line), 3000)).isEmpty();
  }

  @Test
  void oneAddressThatCanBeReachedIsEnough() {
    List<String> log = List.of("metrics listening on 127.0.0.1:9090", "listening on :3000");

    assertThat(ListeningHint.whyUnreachable(log, 3000)).isEmpty();
    assertThat(ListeningHint.whyUnreachable(List.of(), 3000)).isEmpty();
  }

  @Test
  void onlyLocalhostOfThisVeryPortEndsAWaitEarly() {
    assertThat(ListeningHint.ofLocalhostOnly(List.of("Local: http://localhost:3000/"), 3000))
        .hasValueSatisfying(why -> assertThat(why).contains("localhost only", "0.0.0.0"));
    for (String metrics : List.of("metrics listening on :9090", "listening on 127.0.0.1:9090")) {
      assertThat(ListeningHint.ofLocalhostOnly(List.of(metrics), 3000)).isEmpty();
    }
  }
}
