package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListParserTest {
  @Test
  void findsImagesWhereverPodsNameThem() throws IOException {
    Item pod =
        only(
            """
            {"metadata": {"name": "web", "namespace": "dp-a-b",
               "annotations": {"image": "annotated"},
               "managedFields": [{"fieldsV1": {"f:image": {}}}]},
             "spec": {
               "containers": [{"name": "image", "image": "main", "env": [{"name": "image", "value": "no"}]}],
               "initContainers": [{"image": "init"}],
               "ephemeralContainers": [{"image": "debug"}],
               "volumes": [{"name": "v", "image": {"reference": "volume", "pullPolicy": "Always"}}]},
             "status": {
               "containerStatuses": [{"image": "resolved", "imageID": "main-id"}],
               "initContainerStatuses": [{"imageID": "init-id"}],
               "ephemeralContainerStatuses": [{"imageID": "debug-id"}]}}
            """);
    assertThat(pod.path()).isEqualTo("dp-a-b/web");
    assertThat(pod.images())
        .containsExactlyInAnyOrder(
            "main", "init", "debug", "volume", "resolved", "main-id", "init-id", "debug-id");
  }

  @Test
  void readsFieldsInAnyOrder() throws IOException {
    List<Item> items = new ArrayList<>();
    ListParser.Page page =
        ListParser.read(
            stream(
                """
                {"items": [{"spec": {"image": "a"}, "metadata": {"name": "one"}}],
                 "metadata": {"remainingItemCount": 7, "continue": "next"},
                 "apiVersion": "v1", "kind": "PodList"}
                """),
            "PodList",
            items::add);
    assertThat(page).isEqualTo(new ListParser.Page("next", 7));
    assertThat(items).extracting(Item::name).containsExactly("one");
  }

  @Test
  void takesNullForAnEmptyList() throws IOException {
    assertThat(
            ListParser.read(
                stream("{\"kind\": \"JobList\", \"metadata\": {}, \"items\": null}"),
                "JobList",
                item -> {}))
        .isEqualTo(new ListParser.Page("", 0));
  }

  private static Item only(String item) throws IOException {
    List<Item> items = new ArrayList<>();
    ListParser.read(
        stream("{\"kind\": \"PodList\", \"metadata\": {}, \"items\": [" + item + "]}"),
        "PodList",
        items::add);
    assertThat(items).hasSize(1);
    return items.getFirst();
  }

  private static ByteArrayInputStream stream(String json) {
    return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
  }
}
