package ink.ml.dp.builder.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesRule;
import org.jspecify.annotations.Nullable;

/**
 * The {@code .gitattributes} that count in a directory: its own and those above it.
 *
 * @param parent null for those of the root
 * @param directory that the rules are relative to; empty, or ends in a slash
 */
record AttributeScope(
    @Nullable AttributeScope parent, String directory, List<AttributesRule> rules) {
  static final AttributeScope NONE = new AttributeScope(null, "", List.of());

  /** The scope of a directory that has attributes of its own. */
  AttributeScope with(String path, byte[] gitattributes) throws IOException {
    AttributesNode node = new AttributesNode();
    node.parse(new ByteArrayInputStream(gitattributes));
    return new AttributeScope(this, path.isEmpty() ? "" : path + "/", node.getRules());
  }

  FileForm form(String path) {
    Map<String, Attribute> found = new TreeMap<>();
    collect(path, found);
    if (found.isEmpty()) {
      return FileForm.AS_IT_IS;
    }
    boolean binary = is(found, "binary", Attribute.State.SET);
    boolean text = !binary && !is(found, "text", Attribute.State.UNSET);
    return new FileForm(
        "lfs".equals(value(found, "filter")),
        text && "crlf".equals(value(found, "eol")),
        "auto".equals(value(found, "text")),
        text ? value(found, "working-tree-encoding") : "");
  }

  /** Later rules win, and those of deeper directories. */
  private void collect(String path, Map<String, Attribute> found) {
    if (parent != null) {
      parent.collect(path, found);
    }
    for (AttributesRule rule : rules) {
      if (rule.isMatch(path.substring(directory.length()), false)) {
        rule.getAttributes().forEach(attribute -> found.put(attribute.getKey(), attribute));
      }
    }
  }

  private static boolean is(Map<String, Attribute> found, String key, Attribute.State state) {
    Attribute attribute = found.get(key);
    return attribute != null && attribute.getState() == state;
  }

  private static String value(Map<String, Attribute> found, String key) {
    Attribute attribute = found.get(key);
    return attribute == null || attribute.getValue() == null ? "" : attribute.getValue();
  }
}
