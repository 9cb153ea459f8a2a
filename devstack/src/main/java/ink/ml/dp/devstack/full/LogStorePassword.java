package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.OwnerFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** By which the log store answers from outside: made once, in a file that only its owner reads. */
final class LogStorePassword {
  /** Whom it belongs to. */
  static final String USER = "deploy";

  private static final int BYTES = 16;

  private final Path file;
  private final Nodes nodes;

  LogStorePassword(Instance instance, Nodes nodes) {
    this.file = file(instance);
    this.nodes = nodes;
  }

  /** Where it is kept. */
  static Path file(Instance instance) {
    return instance.home().resolve("log-store-password");
  }

  /** As the proxy reads it: with the password's digest. */
  String line() {
    String digest = nodes.ask(FullServers.CONTROL, value(), "openssl", "passwd", "-apr1", "-stdin");
    return USER + ":" + digest.strip();
  }

  private String value() {
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        OwnerFile.write(file, HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII));
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("tried to read " + file, e);
    }
  }
}
