package ink.ml.dp.registrygc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.registrygc.digest.Digest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestParserTest {
  private static final String A = "sha256:" + "a".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);
  private static final String C = "sha256:" + "c".repeat(64);

  @Test
  void everyDescriptorAtEveryDepthIsAReference() throws Exception {
    Manifest manifest =
        parse(
            """
            {"schemaVersion":2,"config":{"digest":"%s","size":3},
             "subject":{"digest":"%s","size":1},
             "future":[[{"inner":{"digest":"%s"}}]],
             "annotations":{"digest-of":"not one"}}
            """
                .formatted(A, B, C));
    assertThat(manifest.references())
        .extracting(reference -> reference.digest().toString() + reference.size())
        .containsExactlyInAnyOrder(A + "3", C + "-1");
    assertThat(manifest.subject()).map(Digest::toString).contains(B);
    assertThat(manifest.config()).map(Digest::toString).contains(A);
  }

  @Test
  void aSubjectThatIsNotTheManifestsOwnIsAReference() throws Exception {
    Manifest manifest =
        parse("{\"schemaVersion\":2,\"x\":{\"subject\":{\"digest\":\"" + A + "\"}}}");
    assertThat(manifest.subject()).isEmpty();
    assertThat(manifest.references()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"schemaVersion\":2",
        "{\"schemaVersion\":2}{}",
        "{\"schemaVersion\":1,\"fsLayers\":[]}",
        "{\"config\":{}}",
        "{\"schemaVersion\":2,\"config\":{\"digest\":\"sha512:00\"}}",
        "{\"schemaVersion\":2,\"config\":{\"digest\":7}}",
        "{\"schemaVersion\":2,\"schemaVersion\":2}",
        "{\"schemaVersion\":2,\"layers\":[{\"size\":{\"digest\":\"hidden\"}}]}"
      })
  void whatCannotBeUnderstoodCompletelyDoesNotParse(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(UnparseableManifestException.class);
  }

  private static Manifest parse(String json) throws UnparseableManifestException {
    return ManifestParser.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
