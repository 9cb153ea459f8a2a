package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.sweep.BrokenReference;
import ink.ml.dp.registrygc.sweep.BrokenReference.Weight;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is broken, and whether somebody has been told. What is in use is said every night, until it
 * is repaired; anything else once, because it may have been pushed so, and nobody repairs it.
 *
 * @param since when each was found first
 * @param news what is to be said now
 * @param old how many there are besides
 */
record KnownBreakage(Map<String, Instant> since, List<BrokenReference> news, int old) {
  static final KnownBreakage NONE = known(Map.of());

  KnownBreakage {
    since = Map.copyOf(since);
    news = List.copyOf(news);
  }

  /** What earlier runs knew. */
  static KnownBreakage known(Map<String, Instant> since) {
    return new KnownBreakage(since, List.of(), 0);
  }

  /** What is found now. What was broken and no longer is, is forgotten. */
  KnownBreakage found(List<BrokenReference> broken, Instant now) {
    List<BrokenReference> said =
        broken.stream()
            .filter(b -> b.weight() == Weight.IN_USE || !since.containsKey(b.key()))
            .toList();
    Map<String, Instant> all = new HashMap<>();
    broken.forEach(b -> all.put(b.key(), since.getOrDefault(b.key(), now)));
    return new KnownBreakage(all, said, broken.size() - said.size());
  }
}
