package ink.ml.dp.devstack.standins.state;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ink.ml.dp.devstack.instance.OwnerFile;
import ink.ml.dp.devstack.standins.http.BearerToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The stand-ins' secrets: made once per state directory, each in a file that only its owner reads,
 * so that the workers are given paths and never values.
 */
public final class StandInSecrets {
  /** The ID of the GitHub App whose private key {@link #githubAppPrivateKey} is. */
  public static final String GITHUB_APP_ID = "4711";

  private static final int KEY_BITS = 2048;

  /** What precedes the PKCS#1 key in the PKCS#8 encoding of an RSA key of {@link #KEY_BITS}. */
  private static final int PKCS8_PREFIX = 26;

  private final Path directory;

  private StandInSecrets(Path directory) {
    this.directory = directory;
  }

  /**
   * The secrets of a state directory, made where they are missing.
   *
   * @param state the directory given as {@code --state}
   */
  public static StandInSecrets in(Path state) throws IOException {
    StandInSecrets secrets = new StandInSecrets(state.resolve("secrets"));
    Files.createDirectories(secrets.directory);
    secrets.make("admin-token");
    secrets.make("gitea-token");
    secrets.make("mcp-api-token");
    secrets.make("signing-key");
    if (!Files.exists(secrets.publicKeyFile())) {
      secrets.makeKeyPair();
    }
    return secrets;
  }

  /** Holds the value of {@code GITEA_TOKEN}. */
  public Path giteaTokenFile() {
    return directory.resolve("gitea-token");
  }

  /** Holds the value of {@code MCP_API_TOKEN}. */
  public Path mcpApiTokenFile() {
    return directory.resolve("mcp-api-token");
  }

  /** Holds the value of {@code GITHUB_APP_PRIVATE_KEY}, in PKCS#1 as GitHub gives it out. */
  public Path githubAppPrivateKey() {
    return directory.resolve("github-app.pem");
  }

  public String giteaToken() throws IOException {
    return Files.readString(giteaTokenFile());
  }

  public BearerToken mcpApiToken() throws IOException {
    return new BearerToken(Files.readString(mcpApiTokenFile()));
  }

  /** The token of the stand-ins' own pages. */
  public BearerToken adminToken() throws IOException {
    return new BearerToken(Files.readString(directory.resolve("admin-token")));
  }

  public String signingKey() throws IOException {
    return Files.readString(directory.resolve("signing-key"));
  }

  public PublicKey githubAppPublicKey() throws IOException {
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new X509EncodedKeySpec(Files.readAllBytes(publicKeyFile())));
    } catch (GeneralSecurityException e) {
      throw new IOException("tried to read " + publicKeyFile(), e);
    }
  }

  private Path publicKeyFile() {
    return directory.resolve("github-app.der");
  }

  private void make(String name) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      byte[] random = new byte[20];
      new SecureRandom().nextBytes(random);
      OwnerFile.write(file, HexFormat.of().formatHex(random).getBytes(US_ASCII));
    }
  }

  private void makeKeyPair() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      KeyPair pair = generator.generateKeyPair();
      byte[] pkcs8 = pair.getPrivate().getEncoded();
      byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_PREFIX, pkcs8.length);
      String pem =
          "-----BEGIN RSA PRIVATE KEY-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs1)
              + "\n-----END RSA PRIVATE KEY-----\n";
      OwnerFile.write(githubAppPrivateKey(), pem.getBytes(US_ASCII));
      // Last: its presence says that the pair is complete.
      OwnerFile.write(publicKeyFile(), pair.getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has RSA", e);
    }
  }
}
