package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS from PEM files. */
final class Tls {
  private static final char[] NO_PASSWORD = {};

  private Tls() {}

  /** Who we are: a certificate with its chain, and its key, both PEM. */
  record Identity(byte[] certificates, byte[] key) {}

  /**
   * @param authorities PEM; nobody else is trusted
   */
  static SSLContext trusting(byte[] authorities, Optional<Identity> identity) {
    try {
      KeyStore trusted = empty();
      int number = 0;
      for (Certificate certificate : certificates(authorities)) {
        trusted.setCertificateEntry("authority-" + number++, certificate);
      }
      if (number == 0) {
        throw new RootsUnavailableException("trust the API server", "its authority is empty");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          identity.isPresent() ? keys(identity.get()) : null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new RootsUnavailableException(
          "use the API server's certificates", "they cannot be read", e);
    }
  }

  private static KeyManager[] keys(Identity identity) throws GeneralSecurityException, IOException {
    PrivateKey key = PrivateKeys.read(identity.key());
    KeyStore own = empty();
    own.setKeyEntry(
        "client",
        key,
        NO_PASSWORD,
        certificates(identity.certificates()).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(own, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static Collection<? extends Certificate> certificates(byte[] pem)
      throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem));
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
