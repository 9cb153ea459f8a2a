package ink.ml.dp.model.workflow;

import io.temporal.common.SearchAttributeKey;
import java.util.List;

/**
 * The typed search attributes of every workflow. An unregistered one hangs a workflow, so register
 * them first.
 */
public final class SearchAttributes {
  public static final SearchAttributeKey<String> SERVICE_ID =
      SearchAttributeKey.forKeyword("ServiceId");
  public static final SearchAttributeKey<String> TENANT = SearchAttributeKey.forKeyword("Tenant");
  public static final SearchAttributeKey<String> PROJECT = SearchAttributeKey.forKeyword("Project");
  public static final SearchAttributeKey<String> STAGE = SearchAttributeKey.forKeyword("Stage");
  public static final SearchAttributeKey<String> COMMIT_SHA =
      SearchAttributeKey.forKeyword("CommitSha");

  public static final List<SearchAttributeKey<String>> ALL =
      List.of(SERVICE_ID, TENANT, PROJECT, STAGE, COMMIT_SHA);

  private SearchAttributes() {}
}
