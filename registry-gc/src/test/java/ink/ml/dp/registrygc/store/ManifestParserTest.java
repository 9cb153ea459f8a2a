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
  @ValueSource(strings = {"Digest", "DIGEST", "dige\u017ft", "d\\u0069gest"})
  void aNameThatGoTakesForDigestIsOne(String name) throws Exception {
    String json = "{\"SCHEMAVERSION\":2,\"Layers\":[{\"%s\":\"%s\",\"\u017fize\":4}]}";
    assertThat(parse(json.formatted(name, A)).references())
        .extracting(reference -> reference.digest().toString() + reference.size())
        .containsExactly(A + "4");
  }

  @Test
  void ofAFieldThatIsThereTwiceEveryValueCounts() throws Exception {
    Manifest manifest =
        parse(
            """
            {"schemaVersion":2,"config":{"digest":"%s","size":1},"Config":{"size":2},
             "layers":[{"digest":"%s","size":3,"Digest":"%s","SIZE":4}],"layers":[{"digest":null}]}
            """
                .formatted(A, B, C));
    assertThat(manifest.references())
        .extracting(reference -> reference.digest().toString() + reference.size())
        .containsExactlyInAnyOrder(A + "1", B + "-1", C + "-1");
    assertThat(manifest.config()).map(Digest::toString).contains(A);
  }

  @Test
  void annotationsAreNoDescriptors() throws Exception {
    Manifest manifest =
        parse(
            "{\"schemaVersion\":2,\"annotations\":{\"digest\":\"rubbish\"},\"layers\":[{\"digest\":\""
                + A
                + "\",\"annotations\":{\"digest\":\""
                + B
                + "\",\"size\":\"9\"},\"size\":3}]}");
    assertThat(manifest.references())
        .extracting(reference -> reference.digest().toString() + reference.size())
        .containsExactly(A + "3");
  }

  @Test
  void aLayerThatOthersHaveMayBeMissing() throws Exception {
    String layer = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"urls\":[%s]}";
    Manifest manifest =
        parse(
            "{\"schemaVersion\":2,\"layers\":[%s,%s]}"
                .formatted(
                    layer.formatted(
                        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                        A,
                        "\"https://x/\""),
                    layer.formatted("application/vnd.oci.image.layer.v1.tar", B, "")));
    assertThat(manifest.references())
        .extracting(reference -> reference.digest().toString() + reference.elsewhere())
        .containsExactly(A + "true", B + "false");
  }

  @Test
  void isReadAsDeepAsTheRegistryReads() throws Exception {
    String deep = "{\"schemaVersion\":2,\"x\":%s{\"digest\":\"%s\"}%s}";
    assertThat(parse(deep.formatted("[".repeat(9_990), A, "]".repeat(9_990))).references())
        .hasSize(1);
    assertThatThrownBy(() -> parse(deep.formatted("[".repeat(20_000), A, "]".repeat(20_000))))
        .hasMessage("it is nested deeper than the registry reads");
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
        "{\"schemaVersion\":2,\"layers\":[{\"size\":{\"digest\":\"hidden\"}}]}"
      })
  void whatCannotBeUnderstoodCompletelyDoesNotParse(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(UnparseableManifestException.class);
  }

  private static Manifest parse(String json) throws UnparseableManifestException {
    return ManifestParser.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
