package ink.ml.dp.runtime.redact;

import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text on its way to a log, a history or a person: values it was told of, as
 * they are and in base64 and URL encoding, and what looks like a credential by its form.
 * Thread-safe. Works on whole lines; of a value with several lines, each line is a secret.
 */
@Singleton
public final class Redactor {
  public static final String MARK = "[redacted]";

  /** Shorter values are words, numbers and flags; hiding them would make every log unreadable. */
  private static final int MIN_LENGTH = 6;

  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "(?<=://)[^/\\s:@]+(?::[^/\\s@]*)?(?=@)"
              + "|(?i:(?<=authorization: (?:basic|token) )\\S+|(?<=authorization: bearer )\\S+)"
              + "|\\bgh[pousr]_[A-Za-z0-9]{16,}|\\bgithub_pat_[A-Za-z0-9_]{20,}");

  /** Variants and how many open scopes know each. */
  private final Map<String, Integer> known = new HashMap<>();

  private volatile List<String> variants = List.of();

  /** Ends a scope. Closing it twice is closing it once. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Hides these values until the scope is closed. */
  public Scope hide(Collection<String> secrets) {
    Set<String> added = new LinkedHashSet<>();
    secrets.forEach(secret -> added.addAll(variantsOf(secret)));
    count(added, 1);
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        count(added, -1);
      }
    };
  }

  /** Hides a value for as long as the process runs. */
  @SuppressWarnings("MustBeClosedChecker")
  public void hideForever(String secret) {
    hide(List.of(secret));
  }

  /** The text without anything secret. */
  public String redact(String text) {
    String result = text;
    for (String variant : variants) {
      result = result.replace(variant, MARK);
    }
    return CREDENTIAL.matcher(result).replaceAll(MARK);
  }

  private synchronized void count(Set<String> changed, int by) {
    for (String variant : changed) {
      known.merge(variant, by, (was, change) -> was + change == 0 ? null : was + change);
    }
    variants =
        known.keySet().stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  private static List<String> variantsOf(String secret) {
    List<String> found = new ArrayList<>();
    for (String line : secret.lines().map(String::strip).toList()) {
      if (line.length() >= MIN_LENGTH) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        found.add(line);
        found.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        found.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        found.add(URLEncoder.encode(line, StandardCharsets.UTF_8));
      }
    }
    return found;
  }
}
