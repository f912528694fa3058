package io.tallystick.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Goal: ids stay what they are from version to version; otherwise a resend would count twice. */
class EventIdTest {

  private static String id(String name, long line, String event) {
    byte[] bytes = ("__" + event).getBytes(StandardCharsets.UTF_8);
    return new EventId(name).of(line, bytes, 2, bytes.length - 2);
  }

  @Test
  void golden() {
    assertThat(id("e.csv", 12, "{\"type\":\"view\",\"subject\":\"A\"")).isEqualTo("12.-EfEeEmc2Vo");
  }

  @Test
  void nameLineAndEventTellThemApart() {
    assertThat(id("a", 1, "x"))
        .isEqualTo(id("a", 1, "x"))
        .isNotEqualTo(id("b", 1, "x"))
        .isNotEqualTo(id("a", 2, "x"))
        .isNotEqualTo(id("a", 1, "y"));
    assertThat(id("a", 1, "bx")).isNotEqualTo(id("ab", 1, "x"));
  }
}
