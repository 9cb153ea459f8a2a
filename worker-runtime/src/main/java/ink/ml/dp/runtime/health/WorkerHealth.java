package ink.ml.dp.runtime.health;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the gRPC health service answers: {@value #READINESS} while the worker is connected and
 * polling, {@value #LIVENESS} as long as the process runs. Liveness never depends on Temporal: a
 * restart would not bring it back.
 */
@Singleton
public class WorkerHealth {
  public static final String READINESS = "readiness";
  public static final String LIVENESS = "liveness";

  private final HealthStatusManager status;
  private volatile @Nullable BooleanSupplier connected;

  public WorkerHealth(HealthStatusManager status) {
    this.status = status;
    status.setStatus(LIVENESS, ServingStatus.SERVING);
    status.setStatus(READINESS, ServingStatus.NOT_SERVING);
  }

  /** The worker polls; from now on readiness follows {@code connected}. */
  public void ready(BooleanSupplier connected) {
    this.connected = connected;
    status.setStatus(READINESS, ServingStatus.SERVING);
  }

  /** The worker takes no new work. */
  public void draining() {
    connected = null;
    status.setStatus(READINESS, ServingStatus.NOT_SERVING);
  }

  @Scheduled(fixedDelay = "5s")
  void check() {
    BooleanSupplier check = connected;
    if (check != null) {
      status.setStatus(
          READINESS, check.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }
  }
}
