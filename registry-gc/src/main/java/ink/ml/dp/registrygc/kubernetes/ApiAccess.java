package ink.ml.dp.registrygc.kubernetes;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How to reach an API server.
 *
 * @param server without a trailing slash
 * @param tls whom to trust, and whom to be; empty for the JDK's own or for plain HTTP
 * @param bearer read for every request, because a pod's token is exchanged while it runs
 */
public record ApiAccess(URI server, Optional<SSLContext> tls, Supplier<Optional<String>> bearer) {

  /** Without the credentials, so that it may be logged. */
  @Override
  public String toString() {
    return server.toString();
  }
}
