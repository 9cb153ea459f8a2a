package ink.ml.dp.devstack.standins.githost;

import ink.ml.dp.devstack.standins.http.Exchange;
import ink.ml.dp.devstack.standins.http.HttpError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.TransferConfig;
import org.eclipse.jgit.transport.UploadPack;

/** Git's smart HTTP, versions 0 to 2, for reading: JGit does the work. */
final class SmartHttp {
  private static final String UPLOAD_PACK = "git-upload-pack";

  private SmartHttp() {}

  /** What there is: {@code GET …/info/refs?service=git-upload-pack}. */
  static void infoRefs(Repository repository, Exchange exchange) throws IOException {
    if (!exchange.query("service").equals(java.util.Optional.of(UPLOAD_PACK))) {
      throw new HttpError(403, "only git-upload-pack is served: this host's tokens are read-only");
    }
    exchange.setHeader("Cache-Control", "no-cache");
    UploadPack upload = uploadPack(repository, exchange);
    try (OutputStream out = exchange.stream("application/x-git-upload-pack-advertisement")) {
      upload.sendAdvertisedRefs(
          new PacketLineOutRefAdvertiser(new PacketLineOut(out)), UPLOAD_PACK);
    }
  }

  /** A fetch: {@code POST …/git-upload-pack}. */
  static void uploadPack(Repository repository, Exchange exchange, InputStream body)
      throws IOException {
    UploadPack upload = uploadPack(repository, exchange);
    try (OutputStream out = exchange.stream("application/x-git-upload-pack-result")) {
      answer(upload, body, out);
    }
  }

  /** A commit that is not there is answered as git's own server does it, not by breaking off. */
  private static void answer(UploadPack upload, InputStream body, OutputStream out)
      throws IOException {
    try {
      upload.uploadWithExceptionPropagation(body, out, null);
    } catch (PackProtocolException | MissingObjectException e) {
      new PacketLineOut(out).writeString("ERR upload-pack: not our ref: " + e.getMessage() + "\n");
    }
  }

  /** Trees without files are given to who asks for them, as real hosts do. */
  private static TransferConfig filtering(Repository repository) {
    Config config = new Config(repository.getConfig());
    config.setBoolean("uploadpack", null, "allowFilter", true);
    return new TransferConfig(config);
  }

  private static UploadPack uploadPack(Repository repository, Exchange exchange) {
    UploadPack upload = new UploadPack(repository);
    upload.setTransferConfig(filtering(repository));
    upload.setBiDirectionalPipe(false);
    upload.setTimeout(300);
    exchange
        .header("Git-Protocol")
        .ifPresent(version -> upload.setExtraParameters(List.of(version.split(":"))));
    return upload;
  }
}
