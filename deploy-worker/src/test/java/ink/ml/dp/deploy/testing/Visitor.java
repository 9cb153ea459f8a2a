package ink.ml.dp.deploy.testing;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Somebody who asks for a service's page through the ingress. */
public final class Visitor {
  private static final OkHttpClient HTTP =
      new OkHttpClient.Builder()
          .callTimeout(Duration.ofSeconds(20))
          .retryOnConnectionFailure(false)
          .build();

  private Visitor() {}

  /** Status and body, such as {@code 200 hello}. */
  public static String see(Identities service) {
    Request request =
        new Request.Builder()
            .url(URI.create(RealCluster.ingressUrl() + "/").toString())
            .header("Host", service.name() + ".localhost")
            .build();
    try (Response response = HTTP.newCall(request).execute()) {
      return response.code() + " " + Objects.requireNonNull(response.body()).string().strip();
    } catch (IOException e) {
      return "nothing: " + e.getMessage();
    }
  }

  /** Keeps asking until it is closed. */
  public static Stay stay(Identities service) {
    return new Stay(service);
  }

  /** See {@link #stay}. */
  public static final class Stay implements AutoCloseable {
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean over;

    private Stay(Identities service) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!over) {
                      answers.add(see(service));
                    }
                  });
    }

    /** Everything that was answered. */
    public List<String> leave() throws InterruptedException {
      over = true;
      thread.join();
      return List.copyOf(answers);
    }

    @Override
    public void close() {
      over = true;
    }
  }
}
