package ink.ml.dp.registrygc.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Reads one page of a list as it comes, one object at a time, so that memory does not grow with the
 * cluster.
 *
 * <p>An image is whatever stands in a field {@code image} or {@code imageID}, or as {@code
 * reference} in an {@code image} (an image volume), at any depth: that holds for pods, every kind
 * of template, and the history in controller revisions, whose shape is their owner's. One that is
 * found in the wrong place keeps too much; one that is missed would be removed.
 */
final class ListParser {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser json;
  private final Consumer<Item> items;
  private String kind = "";
  private String token = "";
  private long remaining;
  private boolean complete;

  private ListParser(JsonParser json, Consumer<Item> items) {
    this.json = json;
    this.items = items;
  }

  /**
   * A page that was read.
   *
   * @param token for the next page; empty when this is the last
   * @param remaining how many objects the server says are still to come; 0 when it does not say
   */
  record Page(String token, long remaining) {}

  /**
   * Reads a page to its end.
   *
   * @param listKind what it must be, such as {@code PodList}
   * @throws IOException when it is cut off, is not JSON, or is something else than that list
   */
  static Page read(InputStream body, String listKind, Consumer<Item> items) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      ListParser parser = new ListParser(json, items);
      parser.page();
      if (!parser.kind.equals(listKind) || !parser.complete) {
        throw new IOException("the answer is not a complete " + listKind);
      }
      return new Page(parser.token, parser.remaining);
    }
  }

  private void page() throws IOException {
    expect(JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = field();
      json.nextToken();
      switch (field) {
        case "kind" -> kind = json.getText();
        case "metadata" -> listMetadata();
        case "items" -> items();
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new IOException("something follows the list");
    }
  }

  private void listMetadata() throws IOException {
    current(JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = field();
      JsonToken value = json.nextToken();
      if (field.equals("continue") && value == JsonToken.VALUE_STRING) {
        token = json.getText();
      } else if (field.equals("remainingItemCount") && value == JsonToken.VALUE_NUMBER_INT) {
        remaining = json.getLongValue();
      } else {
        json.skipChildren();
      }
    }
  }

  private void items() throws IOException {
    complete = true;
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return; // how Go writes an empty list
    }
    current(JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      current(JsonToken.START_OBJECT);
      items.accept(item());
    }
  }

  private Item item() throws IOException {
    Item.Builder item = new Item.Builder();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = field();
      JsonToken value = json.nextToken();
      if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
        metadata(item);
      } else if (field.equals("data") && value == JsonToken.START_OBJECT) {
        object(item, false, item::datum);
      } else {
        value(item, field, false);
      }
    }
    return item.build();
  }

  /** Without annotations and managed fields, which may be longer than all the rest. */
  private void metadata(Item.Builder item) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = field();
      JsonToken value = json.nextToken();
      if (field.equals("labels") && value == JsonToken.START_OBJECT) {
        object(item, false, item::label);
      } else if (value == JsonToken.VALUE_STRING) {
        item.metadata(field, json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  private interface Strings {
    void accept(String name, String value);
  }

  private void object(Item.Builder item, boolean inImage, Strings strings) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = field();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        strings.accept(field, json.getText());
      }
      value(item, field, inImage);
    }
  }

  private void value(Item.Builder item, String field, boolean inImage) throws IOException {
    switch (json.currentToken()) {
      case VALUE_STRING -> {
        if (field.equals("image")
            || field.equals("imageID")
            || (inImage && field.equals("reference"))) {
          item.image(json.getText());
        }
      }
      case START_OBJECT -> object(item, field.equals("image"), (name, value) -> {});
      case START_ARRAY -> {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          value(item, field, false);
        }
      }
      case null -> throw new IOException("the answer is cut off");
      default -> {}
    }
  }

  private String field() throws IOException {
    current(JsonToken.FIELD_NAME);
    return json.currentName();
  }

  private void expect(JsonToken token) throws IOException {
    json.nextToken();
    current(token);
  }

  private void current(JsonToken token) throws IOException {
    if (json.currentToken() != token) {
      throw new IOException("the answer is cut off or is not a list");
    }
  }
}
