package ink.ml.dp.builder.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.model.failure.DeployException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileSyntaxTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# syntax=docker/dockerfile:1",
        "#syntax = docker/dockerfile",
        "# escape=`\n# SYNTAX=docker/dockerfile:1.7-labs",
        "// syntax=docker.io/docker/dockerfile-upstream:master"
      })
  void isListed(String text) throws IOException {
    assertThat(asked(text + "\nFROM scratch\n")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FROM scratch\n# syntax=evil/x", "# a comment\n# syntax=evil/x\nFROM x"})
  void isNone(String text) throws IOException {
    assertThat(asked(text + "\n")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# syntax=evil/dockerfile:1",
        "# syntax=docker/dockerfile.evil",
        "# syntax=registry:5000/docker/dockerfile",
        "#!/bin/sh\n# syntax=evil/x",
        "{\"syntax\": \"evil/x\"}"
      })
  void isRefusedWithTheList(String text) {
    assertThatThrownBy(() -> asked(text + "\nFROM scratch\n"))
        .isInstanceOf(DeployException.class)
        .hasMessageContaining("only docker/dockerfile");
  }

  @Test
  void isNotAskedOfTheSymlinkedFile() throws IOException {
    Files.createSymbolicLink(directory.resolve("Dockerfile"), Path.of("/etc/passwd"));
    assertThat(
            DockerfileSyntax.isAsked(
                Frontend.dockerfile("Dockerfile"), Optional.of(LocalSource.directory(directory))))
        .isFalse();
  }

  private boolean asked(String text) throws IOException {
    Files.writeString(directory.resolve("Dockerfile"), text);
    return DockerfileSyntax.isAsked(
        Frontend.dockerfile("Dockerfile"), Optional.of(LocalSource.directory(directory)));
  }
}
