package ink.ml.dp.builder.git;

import java.io.IOException;
import java.net.URISyntaxException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Opens conversations with git hosts, over HTTP alone. */
final class Connections {
  private Connections() {}

  static TransportHttp open(
      @Nullable Repository into, GitRemote remote, GitLimits limits, HttpTrace trace)
      throws IOException {
    Transport transport = transport(into, uri(remote));
    if (!(transport instanceof TransportHttp http)) {
      transport.close();
      throw new IOException("only http and https are spoken with git hosts");
    }
    http.setHttpConnectionFactory(trace);
    http.setTimeout(Math.toIntExact(limits.silence().toSeconds()));
    http.setTagOpt(TagOpt.NO_TAGS);
    // Sent with the first request, which saves asking twice. Only the host itself is ever asked.
    remote
        .credentials()
        .ifPresent(c -> http.setPreemptiveBasicAuthentication(GitCredentials.USER, c.token()));
    return http;
  }

  private static Transport transport(@Nullable Repository into, URIish uri) throws IOException {
    return into == null ? Transport.open(uri) : Transport.open(into, uri);
  }

  private static URIish uri(GitRemote remote) throws IOException {
    try {
      return new URIish(remote.url().toString());
    } catch (URISyntaxException e) {
      throw new IOException("the git host's address cannot be used", e);
    }
  }
}
