package ink.ml.dp.devstack.standins.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** One request and its answer. */
public final class Exchange {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpExchange exchange;
  private boolean answered;

  Exchange(HttpExchange exchange) {
    this.exchange = exchange;
  }

  public String method() {
    return exchange.getRequestMethod();
  }

  /** The path, decoded. */
  public String path() {
    return exchange.getRequestURI().getPath();
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** A parameter of the query string, decoded. */
  public Optional<String> query(String name) {
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    return Arrays.stream(query.split("&"))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
        .findFirst();
  }

  /** The body, unpacked when the client sent it compressed, as git does with long ones. */
  public InputStream body() throws IOException {
    InputStream body = exchange.getRequestBody();
    return header("Content-Encoding").filter("gzip"::equals).isPresent()
        ? new GZIPInputStream(body)
        : body;
  }

  /**
   * The body as a record.
   *
   * @throws HttpError 400 when it is not one
   */
  public <T> T json(Class<T> type) throws IOException {
    try {
      return JSON.readValue(body(), type);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new HttpError(400, "the body is not a " + type.getSimpleName(), e);
    }
  }

  public void setHeader(String name, String value) {
    exchange.getResponseHeaders().set(name, value);
  }

  public void reply(int status, Object body) throws IOException {
    send(status, "application/json", JSON.writeValueAsBytes(body));
  }

  public void replyText(int status, String text) throws IOException {
    send(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  public void replyEmpty(int status) throws IOException {
    answered = true;
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** Begins a 200 whose length is not known; the caller closes the stream. */
  public OutputStream stream(String contentType) throws IOException {
    setHeader("Content-Type", contentType);
    answered = true;
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  boolean answered() {
    return answered;
  }

  void abort() {
    exchange.close();
  }

  private void send(int status, String contentType, byte[] bytes) throws IOException {
    setHeader("Content-Type", contentType);
    answered = true;
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
