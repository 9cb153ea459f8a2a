package ink.ml.dp.buildkit.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority that signs certificates, made by the JDK's keytool. */
public final class TestAuthority {
  private static final String PASSWORD = "changeit";

  private final Path store;

  public TestAuthority(Path directory) throws IOException, InterruptedException {
    store = directory.resolve("authority.p12");
    make("ca", "-ext", "bc:critical=ca:true");
    make("server", "-signer", "ca", "-ext", "san=ip:127.0.0.1,dns:localhost");
    make("client", "-signer", "ca", "-ext", "eku=clientAuth");
  }

  private void make(String name, String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(options));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new AssertionError(said);
    }
  }

  /** A certificate as PEM: of {@code ca}, {@code server} or {@code client}. */
  public String certificate(String name) throws IOException, GeneralSecurityException {
    return pem("CERTIFICATE", keys().getCertificate(name).getEncoded());
  }

  /** Its key as PEM, in PKCS#8. */
  public String key(String name) throws IOException, GeneralSecurityException {
    return pem("PRIVATE KEY", keys().getKey(name, PASSWORD.toCharArray()).getEncoded());
  }

  private KeyStore keys() throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return keys;
    }
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
