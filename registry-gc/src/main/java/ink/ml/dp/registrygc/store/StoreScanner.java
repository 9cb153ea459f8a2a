package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.digest.DigestList;
import ink.ml.dp.registrygc.digest.DigestTable;
import ink.ml.dp.registrygc.store.RepositorySnapshot.Tag;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Takes a {@link Snapshot}: one listing per directory, one look per link, one read per manifest.
 */
public final class StoreScanner {
  private final StoreLayout layout;
  private final Workers workers;

  public StoreScanner(StoreLayout layout, Workers workers) {
    this.layout = layout;
    this.workers = workers;
  }

  /**
   * The store now.
   *
   * @throws StoreException when any of it cannot be read
   */
  public Snapshot scan() {
    RepositoryFinder.Found found = new RepositoryFinder(layout).search();
    RepositoryScanner scanner = new RepositoryScanner(layout, workers);
    DigestTable digests = new DigestTable();
    // Repositories before blobs: what is linked has been written, so no link lacks its blob here.
    List<RawRepository> raws = workers.map(found.names(), scanner::scan);
    SymbolicLinks links =
        SymbolicLinks.look(
            layout,
            Stream.concat(
                    found.links().stream(), raws.stream().flatMap(raw -> raw.links().stream()))
                .toList());
    List<RepositorySnapshot> repositories =
        raws.stream().map(raw -> links.blame(number(raw, digests))).toList();
    BitSet blobs = blobs(digests);
    ManifestScan manifests = new ManifestScan(new ManifestReader(layout), workers, digests);
    manifests.read(repositories);
    return new Snapshot(
        digests,
        repositories.stream().map(manifests::blame).toList(),
        blobs,
        manifests.nodes(),
        Stream.concat(
                found.oddities().stream(),
                scanner.future().stream()
                    .distinct()
                    .sorted()
                    .map(link -> link + " is dated in the future, which counts for nothing"))
            .toList(),
        links.unseen());
  }

  private BitSet blobs(DigestTable digests) {
    List<String> prefixes = Directories.names(layout.blobs()).orElse(List.of());
    BitSet blobs = new BitSet();
    for (DigestList list :
        workers.map(
            prefixes,
            prefix -> Directories.digests(layout.blobs().resolve(prefix), stranger -> {}))) {
      for (int i = 0; i < list.size(); i++) {
        blobs.set(digests.intern(list.digest(i)));
      }
    }
    return blobs;
  }

  private static RepositorySnapshot number(RawRepository raw, DigestTable digests) {
    Links revisions = Links.of(raw.revisions(), digests);
    Links layers = Links.of(raw.layers(), digests);
    List<Tag> tags =
        raw.tags().stream()
            .map(tag -> new Tag(tag.name(), digests.intern(tag.digest()), tag.pushed()))
            .toList();
    return new RepositorySnapshot(
        raw.name(),
        tags,
        revisions.ids(),
        revisions.times(),
        layers.ids(),
        layers.times(),
        revisions.hollow(),
        layers.hollow(),
        raw.uploads(),
        raw.anomalies());
  }

  private record Links(int[] ids, long[] times, int[] hollow) {
    static Links of(DigestList list, DigestTable digests) {
      IntStream.Builder ids = IntStream.builder();
      LongStream.Builder times = LongStream.builder();
      IntStream.Builder hollow = IntStream.builder();
      for (int i = 0; i < list.size(); i++) {
        int id = digests.intern(list.digest(i));
        if (list.number(i) == RawRepository.NO_LINK) {
          hollow.add(id);
        } else {
          ids.add(id);
          times.add(list.number(i));
        }
      }
      return new Links(ids.build().toArray(), times.build().toArray(), hollow.build().toArray());
    }
  }
}
