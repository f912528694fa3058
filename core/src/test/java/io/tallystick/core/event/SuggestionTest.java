package io.tallystick.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: a slip gets the name that was meant, and a name that is far from all gets none. */
class SuggestionTest {

  private static final List<String> NAMES = List.of("server.port", "server.address", "log", "k");

  @Test
  void slips() {
    assertThat(Suggestion.of("server.prot", NAMES)).contains("server.port");
    assertThat(Suggestion.of("server.adress", NAMES)).contains("server.address");
    assertThat(Suggestion.of("logs", NAMES)).contains("log");
    assertThat(Suggestion.of("logging", NAMES)).contains("log");
    assertThat(Suggestion.of("LOG", NAMES)).contains("log");
    assertThat(Suggestion.of("server.addr", NAMES)).contains("server.address");
    assertThat(Suggestion.of("server.port", NAMES)).contains("server.port");
  }

  @Test
  void farFromAll() {
    assertThat(Suggestion.of("retention", NAMES)).isEmpty();
    assertThat(Suggestion.of("lgo", NAMES, 0)).isEmpty();
    assertThat(Suggestion.of("log" + "g".repeat(100), NAMES)).isEmpty();
    assertThat(Suggestion.of("", NAMES)).contains("k");
  }

  @Test
  void ofTwoAsCloseTheFirstByName() {
    assertThat(Suggestion.of("ab", List.of("ac", "aa"))).contains("aa");
  }
}
