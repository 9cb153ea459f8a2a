package ink.ml.dp.buildkit.filesync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import ink.ml.dp.buildkit.MemoryBudget;
import ink.ml.dp.buildkit.pattern.PatternBudget;
import ink.ml.dp.buildkit.proto.Packet;
import ink.ml.dp.buildkit.proto.Packet.PacketType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dialogue of a transfer, packet by packet. */
@Timeout(30)
class TransferTest {
  private final RecordedPackets daemon = new RecordedPackets();
  private final TransferMeter meter = new TransferMeter();

  @Test
  void describesThenEndsTheList() {
    start(new MemoryTree(Map.of("a/b", bytes("x"), "c", bytes("yy"))));
    assertThat(daemon.stats())
        .extracting(s -> s.getPath().toStringUtf8())
        .containsExactly("a", "a/b", "c");
    assertThat(daemon.stats()).extracting(s -> s.getSize()).containsExactly(0L, 1L, 2L);
    assertThat(daemon.completed()).isFalse();
  }

  @Test
  void numbersAllEntriesAndSendsContentInChunks() {
    byte[] large = new byte[300_000];
    new Random(1).nextBytes(large);
    Transfer transfer = start(new MemoryTree(Map.of("dir/large", large, "z", bytes("small"))));
    daemon.stats();
    transfer.onNext(request(2));
    transfer.onNext(request(1));
    assertThat(daemon.content(2)).asString().isEqualTo("small");
    assertThat(daemon.content(1)).isEqualTo(large);
    assertThat(meter.files()).isEqualTo(2);
    assertThat(meter.bytes()).isEqualTo(large.length + 5);
  }

  @Test
  void answersWhileItStillDescribes() {
    daemon.setReady(false);
    Transfer transfer = start(new MemoryTree(Map.of("a", bytes("x"), "b", bytes("y"))));
    daemon.setReady(true);
    daemon.await(packets -> !packets.isEmpty());
    transfer.onNext(request(0));
    assertThat(daemon.content(0)).asString().isEqualTo("x");
  }

  @Test
  void endsAnEmptyFileAtOnce() {
    Transfer transfer = start(new MemoryTree(Map.of("empty", new byte[0])));
    daemon.stats();
    transfer.onNext(request(0));
    assertThat(daemon.content(0)).isEmpty();
  }

  @Test
  void answersTheEndBeforeItCompletes() {
    Transfer transfer = start(new MemoryTree(Map.of("a", bytes("x"))));
    daemon.stats();
    transfer.onCompleted();
    assertThat(daemon.completed()).isFalse();
    transfer.onNext(packet(PacketType.PACKET_FIN).build());
    assertThat(daemon.await(_ -> true).getLast().getType()).isEqualTo(PacketType.PACKET_FIN);
    assertThat(daemon.completed()).isTrue();
  }

  @Test
  void saysWhenAFileCannotBeRead() {
    Transfer transfer = start(new UnreadableTree());
    daemon.stats();
    transfer.onNext(request(0));
    assertThat(daemon.error()).hasMessageContaining("no permission");
    Packet last = daemon.await(_ -> true).getLast();
    assertThat(last.getType()).isEqualTo(PacketType.PACKET_ERR);
    assertThat(last.getData().toStringUtf8()).isEqualTo("no permission to read secret");
  }

  @Test
  void refusesFilesThatItHasNotOffered() {
    Transfer transfer = start(new MemoryTree(Map.of("dir/a", bytes("x"))));
    daemon.stats();
    transfer.onNext(request(0));
    assertThat(daemon.error()).hasMessageContaining("no file with the number 0");
  }

  @Test
  void stopsOnTheReceiversError() {
    Transfer transfer = start(new MemoryTree(Map.of("a", bytes("x"))));
    daemon.stats();
    transfer.onNext(
        packet(PacketType.PACKET_ERR).setData(ByteString.copyFromUtf8("disk full")).build());
    assertThat(daemon.error()).hasMessageContaining("disk full");
  }

  @Test
  void saysWhichPatternIsMalformed() {
    new Transfer(
            new MemoryTree(Map.of("a", bytes("x"))),
            new Selection(List.of(), List.of("["), List.of()),
            MtimeLedger.none(),
            meter,
            daemon)
        .start(new WalkLane());
    assertThat(daemon.error()).hasMessageContaining("the pattern \"[\" is malformed");
  }

  @Test
  void endsABombOfPatternsForWhoeverMadeIt() {
    new Transfer(
            new MemoryTree(Map.of("a".repeat(200), bytes("x"))),
            new Selection(List.of(), List.of("*a".repeat(60) + "b"), List.of()),
            MtimeLedger.none(),
            meter,
            daemon,
            1000,
            MemoryBudget.shared())
        .start(new WalkLane());
    assertThat(daemon.error())
        .hasMessageContaining("the patterns of the ignore file take more than 1000 steps");
  }

  @Test
  void waitsForMemoryAndGivesItBackAtTheEnd() throws Exception {
    MemoryBudget memory = new MemoryBudget(10 << 20);
    MemoryBudget.Hold others =
        memory.take(10 << 20, Duration.ofSeconds(1), () -> false).orElseThrow();
    Transfer transfer =
        new Transfer(
            new MemoryTree(Map.of("a", bytes("x"))),
            Selection.EVERYTHING,
            MtimeLedger.none(),
            meter,
            daemon,
            PatternBudget.STEPS,
            memory);
    transfer.start(new WalkLane());
    Thread.sleep(300);
    assertThat(daemon.await(_ -> true)).as("nothing is described yet").isEmpty();
    others.close();
    assertThat(daemon.stats()).isNotEmpty();
    assertThat(memory.take(10 << 20, Duration.ofMillis(200), () -> false)).isEmpty();
    transfer.onNext(packet(PacketType.PACKET_FIN).build());
    assertThat(memory.take(10 << 20, Duration.ofSeconds(5), () -> false)).isPresent();
  }

  @Test
  void waitsWhileTheStreamIsFullAndLetsGoWhenItEnds() {
    daemon.setReady(false);
    Transfer transfer = start(new MemoryTree(Map.of("a", bytes("x"))));
    transfer.onNext(request(0));
    daemon.cancel();
    daemon.setReady(true);
    assertThat(daemon.await(_ -> true)).isEmpty();
  }

  private Transfer start(SourceTree tree) {
    Transfer transfer = new Transfer(tree, Selection.EVERYTHING, MtimeLedger.none(), meter, daemon);
    transfer.start(new WalkLane());
    return transfer;
  }

  private static Packet request(int id) {
    return packet(PacketType.PACKET_REQ).setId(id).build();
  }

  private static Packet.Builder packet(PacketType type) {
    return Packet.newBuilder().setType(type);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /** A file that is there but cannot be opened. */
  private record UnreadableTree() implements SourceTree {
    private static final TreeEntry SECRET =
        TreeEntry.file("secret", ByteString.copyFromUtf8("secret"), 3, false);

    @Override
    public List<TreeEntry> children(String directory) {
      return List.of(SECRET);
    }

    @Override
    public Optional<TreeEntry> find(String path) {
      return Optional.of(SECRET);
    }

    @Override
    public InputStream open(TreeEntry file) throws IOException {
      throw new IOException("no permission to read " + file.path());
    }
  }
}
