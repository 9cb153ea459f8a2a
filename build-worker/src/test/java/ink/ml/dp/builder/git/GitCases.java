package ink.ml.dp.builder.git;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import ink.ml.dp.builder.testing.TestRepository;
import ink.ml.dp.builder.testing.TestRepository.Entry;
import ink.ml.dp.buildkit.testing.TestAuthority;
import ink.ml.dp.model.name.CommitSha;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/** Ways in which a commit cannot be had, by what is wrong. */
final class GitCases {
  private static final String TOKEN = CorpusHost.TOKEN;

  private final Map<String, Ask> cases = new LinkedHashMap<>();

  private GitCases() {}

  static Map<String, Ask> all() {
    GitCases all = new GitCases();
    all.answers();
    all.lines();
    all.references();
    all.contents();
    all.otherParts();
    return all.cases;
  }

  /** Does what fails. */
  interface Ask {
    void of(CorpusHost host) throws Exception;
  }

  private void answers() {
    cases.put("no credentials", h -> h.resolve(h.remote("acme/web", ""), "main"));
    cases.put("bad credentials", h -> h.resolve(h.remote("acme/web", "bad"), "main"));
    cases.put("bad credentials at the clone", h -> h.fetch(h.remote("acme/web", "bad"), h.commit));
    cases.put("no such repository", h -> h.resolve(h.remote("acme/nope", TOKEN), "main"));
    cases.put(
        "no such repository at the clone", h -> h.fetch(h.remote("acme/nope", TOKEN), h.commit));
    for (int status : new int[] {400, 403, 410, 429, 500, 502, 503, 504}) {
      cases.put("status " + status, h -> answering(h, status).resolve("main"));
      cases.put("status " + status + " at the clone", h -> answering(h, status).fetch(h.commit));
    }
    for (int status : new int[] {403, 429, 503}) {
      cases.put(
          "status " + status + " that says when to come back",
          h -> {
            h.server.retryAfter(7);
            answering(h, status).resolve("main");
          });
    }
    cases.put(
        "a redirect to another host",
        h -> {
          h.server.redirect(URI.create("http://localhost:" + h.server.url().getPort()));
          h.resolve("main");
        });
    cases.put(
        "redirects in a circle",
        h -> {
          h.server.redirect(h.server.url());
          h.resolve("main");
        });
    cases.put(
        "a page instead of an answer",
        h -> {
          h.server.showPage("<!doctype html><p>Please sign in");
          h.resolve("main");
        });
    cases.put(
        "an outage after the first answer",
        h -> {
          h.server.breakUploads();
          h.fetch(h.commit);
        });
  }

  private static CorpusHost answering(CorpusHost host, int status) {
    host.server.answer(status);
    return host;
  }

  private void lines() {
    cases.put(
        "connection refused",
        h -> {
          h.server.close();
          h.resolve("main");
        });
    cases.put("no such host", h -> h.resolve(elsewhere("http://no-such-host.invalid"), "main"));
    cases.put(
        "TLS with a host that speaks none",
        h -> h.resolve(elsewhere("https://127.0.0.1:" + h.server.url().getPort()), "main"));
    cases.put("a certificate that nobody trusts", GitCases::untrusted);
    cases.put(
        "silence",
        h -> {
          try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            h.resolve(elsewhere("http://127.0.0.1:" + silent.getLocalPort()), "main");
          }
        });
    cases.put(
        "a connection that is dropped in a pack",
        h -> damaged(h, all -> Arrays.copyOf(all, all.length / 2)));
    cases.put("a connection that is dropped before a pack", h -> damaged(h, _ -> new byte[0]));
    cases.put("a pack with a wrong checksum", h -> damaged(h, GitCases::withWrongChecksum));
    cases.put(
        "a host that sends a little at a time",
        h -> {
          CommitSha large = h.repository.commit(Map.of("noise", noise(60_000)));
          h.server.sendSlowly(100);
          h.fetch(large);
        });
    cases.put(
        "a host that names a branch a little at a time",
        h -> {
          String branch = "b".repeat(200);
          h.repository.commit("refs/heads/" + branch, h.repository.tree(h.file("x", "y")));
          h.server.sendSlowly(1);
          h.resolve(branch);
        });
  }

  private static GitRemote elsewhere(String host) {
    return CorpusHost.at(URI.create(host + "/acme/web.git"), "acme/web", TOKEN);
  }

  private static void damaged(CorpusHost host, UnaryOperator<byte[]> damage) {
    host.server.damagePacks(damage);
    host.fetch(host.commit);
  }

  /** In the last packet that holds some of the pack; progress may be told after it. */
  private static byte[] withWrongChecksum(byte[] packets) {
    int last = 0;
    for (int at = 0; at + 4 <= packets.length; ) {
      int length = Integer.parseInt(new String(packets, at, 4, StandardCharsets.US_ASCII), 16);
      if (length > 5 && packets[at + 4] == 1) {
        last = at + length - 1;
      }
      at += Math.max(length, 4);
    }
    packets[last] ^= 1;
    return packets;
  }

  private static void untrusted(CorpusHost host) throws Exception {
    new TestAuthority(host.directory);
    char[] password = "changeit".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(host.directory.resolve("authority.p12"))) {
      keys.load(in, password);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    https.start();
    try {
      host.resolve(elsewhere("https://127.0.0.1:" + https.getAddress().getPort()), "main");
    } finally {
      https.stop(0);
    }
  }

  private void references() {
    cases.put("no such branch or tag", h -> h.resolve("nope"));
    cases.put("no such full reference", h -> h.resolve("refs/tags/nope"));
    cases.put(
        "a default branch that is not there",
        h -> {
          h.repository.repository().updateRef("HEAD").link("refs/heads/gone");
          h.resolve("HEAD");
        });
    cases.put("an empty repository", GitCases::empty);
    CommitSha unknown = new CommitSha("f".repeat(40));
    cases.put("no such commit", h -> h.fetch(unknown));
    cases.put("no such commit, says Git", h -> byGit(h).fetch(unknown));
    cases.put("a file's ID", h -> h.fetch(new CommitSha(h.repository.blob("x").name())));
    cases.put(
        "a file's ID, says Git", h -> byGit(h).fetch(new CommitSha(h.repository.blob("x").name())));
    cases.put(
        "a directory's ID, says Git",
        h -> byGit(h).fetch(new CommitSha(h.repository.tree(h.file("x", "y")).name())));
    cases.put(
        "no such commit at a host that gives only what references reach",
        h -> {
          h.server.giveWhatReferencesName();
          h.fetch(unknown);
        });
  }

  private static CorpusHost byGit(CorpusHost host) {
    host.server.answerAsGit();
    return host;
  }

  private static void empty(CorpusHost host) {
    try (TestRepository empty = new TestRepository(host.directory.resolve("empty"))) {
      host.server.serve("acme/empty", empty.repository());
      host.resolve(host.remote("acme/empty", TOKEN), "main");
    }
  }

  private void contents() {
    cases.put(
        "a pack that is too large",
        h -> {
          Entry[] files = new Entry[30];
          for (int i = 0; i < files.length; i++) {
            files[i] = h.file("f%02d".formatted(i), noise(60_000 + i));
          }
          h.checkOut(files);
        });
    cases.put("a file that is too large", h -> h.checkOut(h.file("zeros", "0".repeat(70_000))));
    cases.put(
        "too many files",
        h -> {
          Entry[] files = new Entry[300];
          for (int i = 0; i < files.length; i++) {
            files[i] = h.file("f%03d".formatted(i), "x");
          }
          h.checkOut(files);
        });
    cases.put(
        "directories that are too deep",
        h -> {
          ObjectId tree = h.repository.tree(h.file("x", "y"));
          for (int i = 0; i < 10; i++) {
            tree = h.repository.tree(new Entry("d", FileMode.TREE, tree));
          }
          h.checkOut(new Entry("d", FileMode.TREE, tree));
        });
    cases.put("a name twice", h -> h.checkOut(h.file("same", "1"), h.file("same", "2")));
    cases.put(
        "a link and a directory of one name",
        h ->
            h.checkOut(
                new Entry("same", FileMode.SYMLINK, h.repository.blob("/tmp")),
                new Entry("same", FileMode.TREE, h.repository.tree(h.file("x", "y")))));
    for (String name : new String[] {".git", "..", "a/b", "n".repeat(300)}) {
      cases.put(
          "the name " + (name.length() > 20 ? "of 300 characters" : name),
          h -> h.checkOut(h.file(name, "x")));
    }
    cases.put(
        "a link to nowhere",
        h -> h.checkOut(new Entry("link", FileMode.SYMLINK, h.repository.blob(""))));
    cases.put(
        "a link that is too long",
        h -> h.checkOut(new Entry("link", FileMode.SYMLINK, h.repository.blob("x".repeat(5000)))));
    cases.put(
        "an encoding that nobody knows",
        h ->
            h.checkOut(
                h.file(".gitattributes", "* working-tree-encoding=KOI-99"), h.file("x", "y")));
  }

  private void otherParts() {
    cases.put("a file that Git LFS does not have", h -> h.checkOut(attributes(h), pointer(h)));
    cases.put(
        "a file of Git LFS on another host",
        h -> {
          h.server.keep(oid(), CONTENT.getBytes(StandardCharsets.UTF_8));
          h.server.keepElsewhere(URI.create("http://localhost:1"));
          h.checkOut(attributes(h), pointer(h));
        });
    cases.put(
        "a file of Git LFS that is another one",
        h -> {
          h.server.keep(oid(), "other content.".getBytes(StandardCharsets.UTF_8));
          h.checkOut(attributes(h), pointer(h));
        });
    for (int status : new int[] {401, 403, 404, 429, 503}) {
      cases.put(
          "status " + status + " of Git LFS",
          h -> {
            h.server.answerLarge(status);
            h.checkOut(attributes(h), pointer(h));
          });
    }
    cases.put(
        "a submodule on another host", h -> submodule(h, "https://example.org/a/b", h.commit));
    cases.put("a submodule that is no URL", h -> submodule(h, "file:///etc", h.commit));
    cases.put("a submodule that is not there", h -> submodule(h, "../nope", h.commit));
    cases.put(
        "a submodule's commit that is not there",
        h -> submodule(h, "./", new CommitSha("f".repeat(40))));
    cases.put(
        "a submodule within itself, without end",
        h -> {
          CommitSha inner = h.commit;
          for (int i = 0; i < 6; i++) {
            inner = withSubmodule(h, "./", inner);
          }
          h.fetch(inner);
        });
  }

  private static final String CONTENT = "a large file's";

  private static Entry attributes(CorpusHost host) {
    return host.file(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
  }

  private static Entry pointer(CorpusHost host) throws Exception {
    return host.file(
        "model.bin",
        "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
            .formatted(oid(), CONTENT.length()));
  }

  private static String oid() throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(CONTENT.getBytes(StandardCharsets.UTF_8)));
  }

  private static void submodule(CorpusHost host, String url, CommitSha inner) {
    host.fetch(withSubmodule(host, url, inner));
  }

  private static CommitSha withSubmodule(CorpusHost host, String url, CommitSha inner) {
    return host.repository.commit(
        "refs/heads/main",
        host.repository.tree(
            host.file(
                ".gitmodules", "[submodule \"part\"]\n\tpath = part\n\turl = %s\n".formatted(url)),
            new Entry("part", FileMode.GITLINK, ObjectId.fromString(inner.value()))));
  }

  private static String noise(int length) {
    Random random = new Random(length);
    return random
        .ints(length, ' ', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
