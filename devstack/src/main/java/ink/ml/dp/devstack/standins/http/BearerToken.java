package ink.ml.dp.devstack.standins.http;

/** A token that callers send as {@code Authorization: Bearer …}. */
public record BearerToken(String value) {
  /**
   * Lets a request with this token pass.
   *
   * @throws HttpError 401 otherwise
   */
  public void require(Exchange exchange) {
    if (!Routes.sameSecret("Bearer " + value, exchange.header("Authorization").orElse(""))) {
      exchange.setHeader("WWW-Authenticate", "Bearer");
      throw new HttpError(401, "the bearer token is missing or wrong");
    }
  }

  @Override
  public String toString() {
    return "BearerToken[…]";
  }
}
