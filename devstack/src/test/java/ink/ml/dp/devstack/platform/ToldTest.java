package ink.ml.dp.devstack.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToldTest {
  @Test
  void whyAndWhatToDoAreApart() {
    Told told = Told.in("docker: its daemon does not let me in\nnext: newgrp docker\n");

    assertThat(told).isEqualTo(new Told("its daemon does not let me in", "newgrp docker"));
    assertThat(told.exception("reach Docker"))
        .hasMessage("tried to reach Docker but failed because its daemon does not let me in");
  }

  @Test
  void whatSaysNothingOfWhatToDoIsForTheDoctor() {
    assertThat(Told.in("docker: could not be installed\n").next()).startsWith("./dev doctor ");
  }
}
