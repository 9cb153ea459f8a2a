package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An image that another was built upon, by a name that can come to mean another one.
 *
 * @param name spelt out, with its tag: {@code docker.io/library/debian:12}
 * @param digest {@code sha256:…}: what the name meant to the build
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BaseImage(@JsonProperty("name") String name, @JsonProperty("digest") String digest) {}
