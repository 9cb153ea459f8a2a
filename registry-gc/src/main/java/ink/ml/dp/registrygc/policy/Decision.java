package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.store.RepositorySnapshot.Tag;

/**
 * What becomes of a tag.
 *
 * @param detail who uses it, which pin it matches; empty when the rule says it all
 */
public record Decision(Tag tag, Rule rule, String detail) {
  boolean keeps() {
    return rule.keeps();
  }
}
