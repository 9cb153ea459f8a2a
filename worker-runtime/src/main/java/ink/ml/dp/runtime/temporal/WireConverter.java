package ink.ml.dp.runtime.temporal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.model.request.ServiceRequest;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * How messages become payloads: JSON, and lenient, because a starter that adds a field must not
 * stop every workflow.
 */
public final class WireConverter {
  private WireConverter() {}

  public static DataConverter create() {
    return DefaultDataConverter.newDefaultInstance()
        .withPayloadConverterOverrides(
            new Json(
                JacksonJsonPayloadConverter.newDefaultObjectMapper()
                    .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)));
  }

  /**
   * Reads of a request what can be read. A value of another type counts as missing: the workflow's
   * own parser then answers which. A message that does not convert would instead fail its
   * workflow's task, again and again, for ever.
   */
  private static final class Json extends JacksonJsonPayloadConverter {
    private final ObjectMapper mapper;

    Json(ObjectMapper mapper) {
      super(mapper);
      this.mapper = mapper;
    }

    @Override
    public <T> @Nullable T fromData(Payload content, Class<T> valueClass, Type valueType) {
      if (valueClass != ServiceRequest.class) {
        return super.fromData(content, valueClass, valueType);
      }
      try {
        T request = super.fromData(content, valueClass, valueType);
        if (request != null) {
          return request;
        }
      } catch (DataConverterException unreadable) {
        // Told by the workflow, with the first field that is missing now.
      }
      return valueClass.cast(readable(content.getData().toStringUtf8()));
    }

    private ServiceRequest readable(String text) {
      ObjectNode kept = mapper.createObjectNode();
      fields(text)
          .properties()
          .forEach(
              field -> {
                ObjectNode alone = mapper.createObjectNode();
                alone.set(field.getKey(), field.getValue());
                if (converts(alone)) {
                  kept.setAll(alone);
                }
              });
      return mapper.convertValue(kept, ServiceRequest.class);
    }

    private boolean converts(ObjectNode field) {
      try {
        mapper.convertValue(field, ServiceRequest.class);
        return true;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    private JsonNode fields(String text) {
      try {
        return mapper.readTree(text);
      } catch (JsonProcessingException e) {
        return mapper.createObjectNode();
      }
    }
  }
}
