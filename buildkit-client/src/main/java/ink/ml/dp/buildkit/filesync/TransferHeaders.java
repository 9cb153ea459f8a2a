package ink.ml.dp.buildkit.filesync;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the daemon says about a transfer in the call's headers. */
public final class TransferHeaders implements ServerInterceptor {
  private static final Context.Key<Metadata> HEADERS = Context.key("buildkit-headers");

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Context context = Context.current().withValue(HEADERS, headers);
    return Contexts.interceptCall(context, call, headers, next);
  }

  /** The name of the source that is asked for in the current call; empty when none is named. */
  static String directory() {
    return values(HEADERS.get(), "dir-name").stream().findFirst().orElse("");
  }

  static Selection selection() {
    Metadata headers = HEADERS.get();
    return new Selection(
        values(headers, "include-patterns"),
        values(headers, "exclude-patterns"),
        values(headers, "followpaths"));
  }

  private static List<String> values(Metadata headers, String name) {
    Iterable<String> raw = headers.getAll(key(name));
    if (raw == null) {
      return List.of();
    }
    boolean encoded = "1".equals(headers.get(key(name + "-encoded")));
    List<String> values = new ArrayList<>();
    for (String value : raw) {
      values.add(encoded ? URLDecoder.decode(value, StandardCharsets.UTF_8) : value);
    }
    return values;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
