package ink.ml.dp.devstack.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TenantChoiceTest {
  /** A service is no more than its tenant here. */
  private static String chosen(Optional<String> tenant, String... tenants) {
    return new TenantChoice("web", tenant).among(List.of(tenants), Function.identity());
  }

  @Test
  void theOnlyOneIsMeant() {
    assertThat(chosen(Optional.empty(), "acme")).isEqualTo("acme");
  }

  @Test
  void theTenantThatIsGivenIsMeant() {
    assertThat(chosen(Optional.of("acme"), "local", "acme")).isEqualTo("acme");
    assertThatThrownBy(() -> chosen(Optional.of("rival"), "local", "acme"))
        .hasMessage("there is no service named web of the tenant rival");
  }

  @Test
  void ofSeveralTheCommandLinesOwnIsMeant() {
    assertThat(chosen(Optional.empty(), "acme", "local")).isEqualTo("local");
  }

  @Test
  void ofSeveralOthersOneHasToBeGiven() {
    assertThatThrownBy(() -> chosen(Optional.empty(), "acme", "rival"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.next())
                    .isEqualTo("say which one: --tenant acme or --tenant rival"))
        .hasMessage("several tenants have a service named web");
  }

  @Test
  void noneIsNone() {
    assertThatThrownBy(() -> chosen(Optional.empty())).hasMessage("there is no service named web");
  }
}
