package ink.ml.dp.deploy.kube;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Which state of an object a write is meant for; the API server refuses it when the object has
 * another one.
 *
 * @param resourceVersion empty for any
 * @param uid with it, a write cannot bring an object back that was deleted meanwhile; empty for any
 */
public record Version(String resourceVersion, String uid) {
  /** Whatever is there, also nothing. */
  static final Version ANY = new Version("", "");

  /**
   * Nothing is there. To the API server a version that no object can have: etcd's first revision is
   * the empty store.
   */
  static final Version ABSENT = new Version("1", "");

  /** As it was read. */
  static Version of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return new Version(
        metadata.path("resourceVersion").asText(""), metadata.path("uid").asText(""));
  }
}
