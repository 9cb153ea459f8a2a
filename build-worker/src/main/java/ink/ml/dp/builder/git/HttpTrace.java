package ink.ml.dp.builder.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one conversation with a git host. They go to that host alone, so that a
 * redirect cannot lead credentials or the worker elsewhere; what comes back is counted; and the
 * last status is remembered, since JGit's exceptions only say it in prose.
 */
final class HttpTrace extends JDKHttpConnectionFactory {
  private final URI origin;
  private final long mostBytes;
  private final long longest;
  private final AtomicLong bytes = new AtomicLong();
  private final long began = System.nanoTime();
  private volatile int status;
  private volatile boolean answered;
  private volatile boolean ledElsewhere;
  private volatile boolean tooLarge;
  private volatile Optional<Duration> retryAfter = Optional.empty();
  private volatile URI repository;
  private volatile Advertisement advertisement = new Advertisement();

  HttpTrace(URI origin, long mostBytes) {
    this(origin, mostBytes, Duration.ofNanos(Long.MAX_VALUE));
  }

  /**
   * @param longest after which what still comes is not read: a host that sends a little now and
   *     then is never silent
   */
  HttpTrace(URI origin, long mostBytes, Duration longest) {
    this.origin = origin;
    this.repository = origin;
    this.mostBytes = mostBytes;
    this.longest = longest.toNanos();
  }

  /** The last answer's HTTP status, or 0. */
  int status() {
    return status;
  }

  /** How long the host wants to be left alone, when the last answer said so. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** Whether any request succeeded. */
  boolean answered() {
    return answered;
  }

  boolean ledElsewhere() {
    return ledElsewhere;
  }

  boolean tooLarge() {
    return tooLarge;
  }

  /** Where the repository is: its host may have led us on, as one does after a renaming. */
  URI repository() {
    return repository;
  }

  /** Whether the host gives every commit that it has: what it then refuses, it does not have. */
  boolean givesAnyCommit() {
    return advertisement.givesAnyCommit();
  }

  /** Whether the host leaves out what it is asked to leave out. */
  boolean filters() {
    return advertisement.filters();
  }

  /** What came so far, in bytes per second. */
  long rate() {
    return bytes.get() * 1_000 / Math.max(1, (System.nanoTime() - began) / 1_000_000);
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return open(url, null);
  }

  @Override
  public HttpConnection create(URL url, Proxy proxy) throws IOException {
    return open(url, proxy);
  }

  private HttpConnection open(URL url, @Nullable Proxy proxy) throws IOException {
    if (!origin.getScheme().equals(url.getProtocol())
        || !origin.getHost().equalsIgnoreCase(url.getHost())
        || port(origin.toURL()) != port(url)) {
      ledElsewhere = true;
      throw new IOException("the git host redirects to another host");
    }
    return proxy == null ? new Traced(url) : new Traced(url, proxy);
  }

  private static int port(URL url) {
    return url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
  }

  private final class Traced extends JDKHttpConnection {
    Traced(URL url) throws IOException {
      super(url);
    }

    Traced(URL url, Proxy proxy) throws IOException {
      super(url, proxy);
    }

    @Override
    public int getResponseCode() throws IOException {
      int code = super.getResponseCode();
      status = code;
      retryAfter = RetryAfter.of(name -> Optional.ofNullable(getHeaderField(name)), Instant.now());
      if (code == HTTP_OK) {
        answered = true;
        String asked = getURL().toString();
        int end = asked.indexOf(Advertisement.PATH);
        if (end > 0) {
          repository = URI.create(asked.substring(0, end));
        }
      }
      return code;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      InputStream counted = new Counted(super.getInputStream());
      if (!getURL().getPath().endsWith(Advertisement.PATH)) {
        return counted;
      }
      advertisement = new Advertisement();
      return advertisement.reading(counted);
    }
  }

  private final class Counted extends FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count(Math.max(read, 0));
      return read;
    }

    private void count(int read) throws IOException {
      if (bytes.addAndGet(read) > mostBytes) {
        tooLarge = true;
        throw new IOException("the repository is larger than " + mostBytes + " bytes");
      }
      if (System.nanoTime() - began > longest) {
        throw new IOException("the host has taken too long");
      }
    }
  }
}
