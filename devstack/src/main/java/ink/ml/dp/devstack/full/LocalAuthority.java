package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.platform.Platform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who signs the local wildcard certificate: an authority that this cluster alone has, in the place
 * of Let's Encrypt.
 */
final class LocalAuthority {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Certificates are no secret; the format wants a password all the same. */
  private static final String PASSWORD = "local-authority";

  private final Platform platform;

  LocalAuthority(Platform platform) {
    this.platform = platform;
  }

  /** Its certificate, in PEM. */
  String certificate() {
    String encoded =
        platform
            .cluster()
            .kubectl(
                LIMIT,
                "",
                "get",
                "secret",
                "wildcard-apps-tls",
                "--namespace=dp-ingress",
                "--output=jsonpath={.data.ca\\.crt}");
    return new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.US_ASCII);
  }

  /** A ConfigMap by which a pod's JVM trusts it, and nobody else; in JSON. */
  String trusted() {
    return JsonFile.text(
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            Map.of("name", "local-authority", "namespace", "dp-system"),
            "binaryData",
            Map.of(
                "truststore.p12",
                Base64.getEncoder().encodeToString(written(store(certificate()))))));
  }

  /** Sockets that trust it, and nobody else. */
  SSLSocketFactory sockets() {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store(certificate()));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  private static byte[] written(KeyStore store) {
    try {
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      store.store(written, PASSWORD.toCharArray());
      return written.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("it has certificates alone", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyStore store(String pem) {
    try {
      Certificate authority =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("local-authority", authority);
      return store;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the cluster has a certificate", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
