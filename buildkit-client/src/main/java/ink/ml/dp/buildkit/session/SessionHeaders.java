package ink.ml.dp.buildkit.session;

import io.grpc.BindableService;
import io.grpc.Metadata;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a session presents itself to the daemon. */
final class SessionHeaders {
  private static final String PREFIX = "x-docker-expose-session-";

  private SessionHeaders() {}

  /**
   * @param id unique
   * @param sharedKey under which the daemon keeps files from one build to the next
   * @param services whose methods the daemon may call
   */
  static Metadata of(String id, String sharedKey, List<BindableService> services) {
    Metadata headers = new Metadata();
    headers.put(key("uuid"), id);
    headers.put(key("sharedkey"), URLEncoder.encode(sharedKey, StandardCharsets.UTF_8));
    headers.put(key("sharedkey-encoded"), "1");
    services.stream()
        .flatMap(service -> service.bindService().getMethods().stream())
        .map(method -> "/" + method.getMethodDescriptor().getFullMethodName())
        .forEach(method -> headers.put(key("grpc-method"), method));
    return headers;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(PREFIX + name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
