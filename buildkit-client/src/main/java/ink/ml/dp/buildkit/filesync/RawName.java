package ink.ml.dp.buildkit.filesync;

import com.google.protobuf.ByteString;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Names as they are on disk: bytes, which need not be UTF-8, whatever the locale that Java runs in.
 */
final class RawName {
  /** A byte that is not part of UTF-8 becomes the half of a pair that no text has. */
  private static final int LONE_SURROGATE = 0xdc00;

  private RawName() {}

  /** A path's own bytes. Its text has lost them where they do not fit; its URI has not. */
  static ByteString bytes(Path path) {
    String text = path.toString();
    if (text.indexOf('\uFFFD') < 0) {
      return ByteString.copyFromUtf8(text);
    }
    String whole = path.toAbsolutePath().toUri().getRawPath();
    String own = path.isAbsolute() ? whole : whole.substring(whole.lastIndexOf('/') + 1);
    String latin = URLDecoder.decode(own.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
    return ByteString.copyFrom(latin, StandardCharsets.ISO_8859_1);
  }

  /** A text for these bytes and for no others. */
  static String text(ByteString bytes) {
    if (bytes.isValidUtf8()) {
      return bytes.toStringUtf8();
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = bytes.asReadOnlyByteBuffer();
    CharBuffer out = CharBuffer.allocate(bytes.size());
    for (CoderResult r = decoder.decode(in, out, true);
        r.isError();
        r = decoder.decode(in, out, true)) {
      for (int i = 0; i < r.length(); i++) {
        out.put((char) (LONE_SURROGATE + (in.get() & 0xff)));
      }
    }
    return out.flip().toString();
  }
}
