package ink.ml.dp.runtime.redact;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text on its way to a log, a history or a person: values it was told of, in
 * every form that {@link Secrets} knows, and what looks like a credential by its form. Thread-safe.
 *
 * <p>What is written for one tenant must go by {@link #own} and never by {@link #redact}: else one
 * who guesses another's value sees by the mark that the guess is right.
 */
@Singleton
public final class Redactor {
  public static final String MARK = Secrets.MARK;

  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "(?<=://)[^/\\s:@]+(?::[^/\\s@]*)?(?=@)"
              + "|(?i:(?<=authorization: (?:basic|token) )\\S+|(?<=authorization: bearer )\\S+)"
              + "|\\bgh[pousr]_[A-Za-z0-9]{16,}|\\bgithub_pat_[A-Za-z0-9_]{20,}");

  private final Clock clock;

  /** The platform's own, and until when each is one. */
  private final Map<String, Instant> ours = new HashMap<>();

  private volatile Secrets platform = Secrets.NONE;
  private volatile Instant nextExpiry = Instant.MAX;

  /** Tenants', while somebody works with them; the same may be there twice. */
  private final List<Secrets> tenants = new CopyOnWriteArrayList<>();

  public Redactor() {
    this(Clock.systemUTC());
  }

  public Redactor(Clock clock) {
    this.clock = clock;
  }

  /** Ends a scope. Closing it twice is closing it once. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Hides these values in what the process itself writes, until the scope is closed. */
  public Scope hide(Collection<String> secrets) {
    return hide(Secrets.of(secrets));
  }

  /** The same of values that are known in all forms already. */
  public Scope hide(Secrets secrets) {
    tenants.add(secrets);
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        tenants.remove(secrets);
      }
    };
  }

  /** Hides a value of the platform's for as long as the process runs. */
  public void hideForever(String secret) {
    hideUntil(secret, Instant.MAX);
  }

  /** Hides a value of the platform's until it is of no use to anybody. */
  public synchronized void hideUntil(String secret, Instant expiry) {
    ours.merge(secret, expiry, (a, b) -> a.isAfter(b) ? a : b);
    forgetExpired();
  }

  private synchronized void forgetExpired() {
    Instant now = clock.instant();
    ours.values().removeIf(expiry -> !expiry.isAfter(now));
    nextExpiry = ours.values().stream().min(Instant::compareTo).orElse(Instant.MAX);
    platform = Secrets.of(ours.keySet());
  }

  /** The text without anything secret, for the process's own log. */
  public String redact(String text) {
    String result = text;
    for (Secrets secrets : tenants) {
      result = secrets.redact(result);
    }
    return redactPlatform(result);
  }

  /** The text without what is the platform's, or looks like a credential. */
  public String redactPlatform(String text) {
    if (!nextExpiry.equals(Instant.MAX) && !clock.instant().isBefore(nextExpiry)) {
      forgetExpired();
    }
    return CREDENTIAL.matcher(platform.redact(text)).replaceAll(MARK);
  }

  /** For one who may know these secrets to be secrets, and nobody else's. */
  public UnaryOperator<String> own(Secrets secrets) {
    return text -> redactPlatform(secrets.redact(text));
  }
}
