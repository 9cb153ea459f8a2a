package ink.ml.dp.model.request;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How the image runs, as it goes over the wire and as it is stored. One value in the code, and flat
 * in the JSON of what holds it, as requests, recorded histories and stored releases always had it.
 * Every field may be missing; {@link RuntimeSpec#parse} is where values are refused.
 *
 * @param port what the service listens on, given to it as {@code PORT}; default 3000
 * @param cpu Kubernetes quantity, default 250m
 * @param memory Kubernetes quantity, default 256Mi
 * @param healthPath path of an HTTP probe; without one, TCP on {@code port}
 * @param startTimeout in seconds, from the process' start until it is ready; default 120
 * @param protocol {@code http} (default), {@code h2c} or {@code tcp}
 * @param expose {@code public} or {@code internal}; the default is public, but for {@code tcp}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RuntimeSettings(
    @JsonProperty("port") @Nullable Integer port,
    @JsonProperty("cpu") @Nullable String cpu,
    @JsonProperty("memory") @Nullable String memory,
    @JsonProperty("health_path") @Nullable String healthPath,
    @JsonProperty("start_timeout") @Nullable Integer startTimeout,
    @JsonProperty("protocol") @Nullable String protocol,
    @JsonProperty("expose") @Nullable String expose) {
  /** Nothing is said: every default. */
  public static final RuntimeSettings DEFAULT = new Builder().build();

  public static Builder builder() {
    return new Builder();
  }

  /** With some of these said otherwise. */
  public Builder but() {
    return new Builder()
        .port(port)
        .cpu(cpu)
        .memory(memory)
        .healthPath(healthPath)
        .startTimeout(startTimeout)
        .protocol(protocol)
        .expose(expose);
  }

  /** Sets them by their names; what is not named is absent on the wire. */
  public static final class Builder {
    private @Nullable Integer port;
    private @Nullable String cpu;
    private @Nullable String memory;
    private @Nullable String healthPath;
    private @Nullable Integer startTimeout;
    private @Nullable String protocol;
    private @Nullable String expose;

    private Builder() {}

    public Builder port(@Nullable Integer value) {
      port = value;
      return this;
    }

    public Builder cpu(@Nullable String value) {
      cpu = value;
      return this;
    }

    public Builder memory(@Nullable String value) {
      memory = value;
      return this;
    }

    public Builder healthPath(@Nullable String value) {
      healthPath = value;
      return this;
    }

    public Builder startTimeout(@Nullable Integer value) {
      startTimeout = value;
      return this;
    }

    public Builder protocol(@Nullable String value) {
      protocol = value;
      return this;
    }

    public Builder expose(@Nullable String value) {
      expose = value;
      return this;
    }

    public RuntimeSettings build() {
      return new RuntimeSettings(port, cpu, memory, healthPath, startTimeout, protocol, expose);
    }
  }
}
