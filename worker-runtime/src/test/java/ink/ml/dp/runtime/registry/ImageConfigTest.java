package ink.ml.dp.runtime.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageConfigTest {
  @Test
  void readsWhatAnImageSays() throws JsonProcessingException {
    ImageConfig config =
        read(
            "{\"config\":{\"User\":\"app:app\",\"Env\":[\"PATH=/bin\",\"HOME=/a\",\"HOME=/b=c\"],"
                + "\"ExposedPorts\":{\"9999/tcp\":{},\"53/udp\":{},\"80\":{}}}}");

    assertThat(config.user()).isEqualTo("app:app");
    assertThat(config.tcpPorts()).containsExactly(80, 9999);
    assertThat(config.variable("HOME")).contains("/b=c");
    assertThat(config.variable("PAT")).isEmpty();
  }

  @Test
  void anImageMaySayNothing() throws JsonProcessingException {
    ImageConfig config = read("{}");

    assertThat(config.isForRoot()).isTrue();
    assertThat(config.environment()).isEmpty();
    assertThat(config.tcpPorts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'',true", "0,true", "root:root,true", "0:0,true", "app,false", "1000,false"})
  void knowsWhichAreForRoot(String user, boolean forRoot) throws JsonProcessingException {
    assertThat(read("{\"config\":{\"User\":\"%s\"}}".formatted(user)).isForRoot())
        .isEqualTo(forRoot);
  }

  private static ImageConfig read(String document) throws JsonProcessingException {
    return ImageConfig.read(new ObjectMapper().readTree(document));
  }
}
