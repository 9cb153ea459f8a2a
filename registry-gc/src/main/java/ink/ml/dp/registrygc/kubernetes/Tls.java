package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS from a PEM file. */
final class Tls {
  private Tls() {}

  /**
   * @param authorities PEM; nobody else is trusted
   */
  static SSLContext trusting(byte[] authorities) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, new char[0]);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(authorities))) {
        trusted.setCertificateEntry("authority-" + number++, certificate);
      }
      if (number == 0) {
        throw new RootsUnavailableException(
            new Action("trust the API server"), "its authority is empty");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new RootsUnavailableException(
          new Action("use the API server's certificates"), "they cannot be read", e);
    }
  }
}
