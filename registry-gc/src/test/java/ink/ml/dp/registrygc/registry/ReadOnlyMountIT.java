package ink.ml.dp.registrygc.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.github.dockerjava.api.model.Bind;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.registrygc.RegistryGc;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RandomStore;
import ink.ml.dp.registrygc.testing.RegistryImage;
import ink.ml.dp.registrygc.testing.Tree;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import picocli.CommandLine;

/** The program itself, as its own process, on a store that the kernel lets nobody write to. */
class ReadOnlyMountIT {
  private static final String STORE = "/var/lib/registry";
  private static final String ROOTS =
      "{\"identity\":\"c\",\"namespaces\":[],\"services\":[],\"uses\":[]}";

  @TempDir(factory = MemoryDirectories.class)
  Path directory;

  @Test
  void refusesToRunAndLosesNothing() throws Exception {
    Path store = Files.createDirectory(directory.resolve("store"));
    new RandomStore(7, store);
    Path roots = Files.writeString(directory.resolve("roots.json"), ROOTS);
    Map<String, String> before = Tree.of(store);
    try (GenericContainer<?> container = container(store, roots)) {
      container.start();
      ExecResult probe = container.execInContainer("touch", STORE + "/probe");
      assertThat(probe.getStderr()).contains("Read-only file system");

      ExecResult run = gc(container, roots, "run", "--purge-now", "--force");
      assertThat(run.getExitCode()).as(run.getStderr()).isEqualTo(2);
      assertThat(run.getStderr()).contains("Read-only file system").doesNotContain("\tat ");

      ExecResult plan = gc(container, roots, "plan");
      assertThat(plan.getExitCode()).as(plan.getStderr()).isZero();
      assertThat(plan.getStdout()).contains("would-trash");
    }
    assertThat(Tree.difference(before, Tree.of(store))).isEmpty();
    assertThat(store.resolve(".gc")).doesNotExist();
  }

  private static ExecResult gc(GenericContainer<?> container, Path roots, String... arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:-UsePerfData",
                "-cp",
                classes().stream().map(Path::toString).collect(Collectors.joining(":")),
                RegistryGc.class.getName()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--root=" + STORE, "--registry-stopped", "--roots-file=" + roots));
    return container.execInContainer(command.toArray(String[]::new));
  }

  /** Any image with a C library: the JDK and the classes are those of this test. */
  private static GenericContainer<?> container(Path store, Path roots) throws Exception {
    List<Bind> binds = new ArrayList<>();
    binds.add(Bind.parse(store + ":" + STORE + ":ro"));
    List<Path> same = new ArrayList<>(classes());
    same.add(Path.of(System.getProperty("java.home")));
    same.add(roots);
    same.forEach(path -> binds.add(Bind.parse(path + ":" + path + ":ro")));
    return new GenericContainer<>(RegistryImage.image("debian"))
        .withCreateContainerCmdModifier(
            command -> {
              command.withEntrypoint("sleep", "600").withUser("0:0");
              Objects.requireNonNull(command.getHostConfig()).withBinds(binds);
            });
  }

  /** Where the program's classes are, and those of what it needs. */
  private static List<Path> classes() throws URISyntaxException {
    List<Path> places = new ArrayList<>();
    for (Class<?> type :
        List.of(RegistryGc.class, Labels.class, CommandLine.class, JsonFactory.class)) {
      places.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
    return places;
  }
}
