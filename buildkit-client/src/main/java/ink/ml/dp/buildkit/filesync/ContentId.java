package ink.ml.dp.buildkit.filesync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names what an entry holds: equal names, equal content. */
final class ContentId {
  private static final int CHUNK = 64 * 1024;

  private ContentId() {}

  static String of(SourceTree tree, TreeEntry entry) throws IOException {
    return switch (entry.kind()) {
      case DIRECTORY -> "directory";
      case LINK -> "link:" + entry.target().toString(StandardCharsets.ISO_8859_1);
      case FILE -> hash(tree, entry);
    };
  }

  private static String hash(SourceTree tree, TreeEntry file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = tree.open(file)) {
      byte[] chunk = new byte[(int) Math.clamp(file.size() + 1, 1, CHUNK)];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
