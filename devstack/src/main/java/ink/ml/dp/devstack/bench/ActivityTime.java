package ink.ml.dp.devstack.bench;

import com.google.protobuf.Timestamp;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much of a workflow's time was spent inside activities, by its history. */
final class ActivityTime {
  private record Span(Instant start, Instant end) {}

  private ActivityTime() {}

  /** The time in which at least one activity ran. */
  static Duration of(List<HistoryEvent> history) {
    Map<Long, Instant> started = new HashMap<>();
    List<Span> spans = new ArrayList<>();
    for (HistoryEvent event : history) {
      if (event.hasActivityTaskStartedEventAttributes()) {
        started.put(event.getEventId(), instant(event.getEventTime()));
      } else if (event.hasActivityTaskCompletedEventAttributes()) {
        Instant start =
            started.get(event.getActivityTaskCompletedEventAttributes().getStartedEventId());
        if (start != null) {
          spans.add(new Span(start, instant(event.getEventTime())));
        }
      }
    }
    return union(spans);
  }

  private static Duration union(List<Span> spans) {
    Duration total = Duration.ZERO;
    Instant counted = Instant.MIN;
    for (Span span : spans.stream().sorted(Comparator.comparing(Span::start)).toList()) {
      Instant from = span.start().isAfter(counted) ? span.start() : counted;
      if (span.end().isAfter(from)) {
        total = total.plus(Duration.between(from, span.end()));
        counted = span.end();
      }
    }
    return total;
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
