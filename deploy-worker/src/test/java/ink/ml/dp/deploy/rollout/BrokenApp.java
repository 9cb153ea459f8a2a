package ink.ml.dp.deploy.rollout;

import ink.ml.dp.deploy.activity.Deployer;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.TestImages;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.RuntimeSettings;
import java.util.List;

/** Ways in which what a tenant deploys does not come up, and what the tenant is told. */
enum BrokenApp {
  ENDS(
      FailureCode.CRASH_LOOP,
      "it ended with exit code 3 each time it was started",
      "goodbye [redacted]",
      "perl",
      "-e",
      "print qq(goodbye $ENV{GREETING}\\n); exit 3"),
  ENDS_WELL(
      FailureCode.CRASH_LOOP,
      "exit code 0 each time",
      "all done",
      "perl",
      "-e",
      "print qq(all done\\n)"),
  LISTENS_ON_ANOTHER_PORT(
      FailureCode.PORT_NOT_OPEN,
      "by its own log it listens on port 9999 instead of 8080",
      "Listening on 0.0.0.0:9999",
      "perl",
      "/app/server.pl",
      "port=9999"),
  LISTENS_ON_LOCALHOST(
      FailureCode.PORT_NOT_OPEN,
      "by its own log it listens on port 8080 of localhost only",
      "Listening on 127.0.0.1:8080",
      "perl",
      "/app/server.pl",
      "bind=127.0.0.1"),
  LISTENS_ELSEWHERE_AND_SAYS_NOTHING(
      FailureCode.PORT_NOT_OPEN,
      "; its image says EXPOSE 9999: listen on PORT, or ask for that port",
      "starting with greeting [redacted]",
      "perl",
      "/app/server.pl",
      "port=9999",
      "say=0") {
    @Override
    BuiltImage image(TestImages images, Identities service) {
      return images.running(service, List.of("9999/tcp", "53/udp"), command());
    }

    @Override
    RuntimeSettings settings() {
      return Deployer.SETTINGS.but().startTimeout(15).build();
    }
  },
  LISTENS_ELSEWHERE_AND_HAS_A_HEALTH_PATH(
      FailureCode.HEALTH_CHECK_FAILED,
      "; its image says EXPOSE 9999: listen on PORT, or ask for that port",
      "starting with greeting [redacted]",
      "perl",
      "/app/server.pl",
      "port=9999",
      "say=0") {
    @Override
    BuiltImage image(TestImages images, Identities service) {
      return images.running(service, List.of("9999/tcp"), command());
    }

    @Override
    RuntimeSettings settings() {
      return Deployer.SETTINGS.but().healthPath("/health").startTimeout(15).build();
    }
  },
  IS_KILLED(
      FailureCode.OUT_OF_MEMORY,
      "it was killed, as happens to what uses more memory than it asked for",
      "too much",
      "perl",
      "-e",
      "print qq(too much\\n); exit 137"),
  WRITES_WHERE_ONLY_ROOT_MAY(
      FailureCode.IMAGE_NEEDS_ROOT,
      "it was denied what only root may do",
      "cannot make /data: Permission denied",
      "perl",
      "-e",
      "mkdir '/data' or die qq(cannot make /data: $!\\n)"),
  IS_ONLY_FOR_ROOT_TO_RUN(
      FailureCode.START_FAILED,
      "may not be executed",
      "starting container: starting sub-container [/app/only-root]: creating process: failed to"
          + " load /app/only-root: permission denied",
      "/app/only-root"),
  HAS_NO_COMMAND(FailureCode.START_FAILED, "neither by CMD nor by ENTRYPOINT", ""),
  HAS_A_COMMAND_THAT_IS_NOT_THERE(
      FailureCode.START_FAILED,
      "could not be started",
      "starting container: starting sub-container [/no/such]: creating process: failed to load"
          + " /no/such: no such file or directory",
      "/no/such"),
  IS_NOT_HEALTHY(
      FailureCode.HEALTH_CHECK_FAILED,
      "/health answered 503 and not with success",
      "Listening on 0.0.0.0:8080",
      "perl",
      "/app/server.pl",
      "status=503 Down") {
    @Override
    RuntimeSettings settings() {
      return Deployer.SETTINGS.but().healthPath("/health").build();
    }
  },
  ASKS_FOR_MORE_THAN_THE_PROJECT_HAS(
      FailureCode.QUOTA_EXCEEDED, "it asks for 5 CPU, and ", "", "perl", "/app/server.pl") {
    @Override
    RuntimeSettings settings() {
      return Deployer.SETTINGS.but().cpu("5").build();
    }
  },
  ASKS_FOR_MORE_THAN_A_NODE_HAS(
      FailureCode.NO_CAPACITY, "no node has room", "", "perl", "/app/server.pl") {
    @Override
    RuntimeSettings settings() {
      return Deployer.SETTINGS.but().memory("4000Mi").cpu("4").build();
    }
  },
  IS_NOT_WHOLE_IN_THE_REGISTRY(
      FailureCode.IMAGE_PULL_FAILED,
      "the registry has no such image",
      "",
      "perl",
      "/app/server.pl",
      // A configuration of its own: a node does not ask for what it has from another image.
      "text=never") {
    @Override
    BuiltImage image(TestImages images, Identities service) {
      BuiltImage image = super.image(images, service);
      images.damage(service, image);
      return image;
    }
  };

  final FailureCode code;
  final String because;

  /** A line of the log tail; empty when there is none. */
  final String line;

  private final String[] command;

  BrokenApp(FailureCode code, String because, String line, String... command) {
    this.code = code;
    this.because = because;
    this.line = line;
    this.command = command;
  }

  RuntimeSettings settings() {
    return Deployer.SETTINGS;
  }

  String[] command() {
    return command;
  }

  BuiltImage image(TestImages images, Identities service) {
    return images.running(service, command);
  }
}
