package ink.ml.dp.deploy.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PlainTextTest {
  @Test
  void leavesNeitherColoursNorTitlesNorShapelessCharacters() {
    assertThat(
            PlainText.lines(
                "\u001b[32m➜\u001b[39m  \u001b[1mLocal\u001b[22m: http://localhost:\u001b[1m3000\u001b[22m/\n"
                    + "\u001b]0;a title\u0007done\u0000\twell\r\n"
                    + "\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\"))
        .containsExactly("➜  Local: http://localhost:3000/", "done\twell", "link");
  }
}
