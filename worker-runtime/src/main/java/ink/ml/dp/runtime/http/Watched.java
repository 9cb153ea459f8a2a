package ink.ml.dp.runtime.http;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Passes a body on, and says whenever some of it has come. */
record Watched<T>(BodySubscriber<T> reader, Runnable came) implements BodySubscriber<T> {
  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    came.run();
    reader.onSubscribe(subscription);
  }

  @Override
  public void onNext(List<ByteBuffer> some) {
    came.run();
    reader.onNext(some);
  }

  @Override
  public void onError(Throwable e) {
    reader.onError(e);
  }

  @Override
  public void onComplete() {
    reader.onComplete();
  }

  @Override
  public CompletionStage<T> getBody() {
    return reader.getBody();
  }
}
