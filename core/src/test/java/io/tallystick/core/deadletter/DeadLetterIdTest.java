package io.tallystick.core.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: an id is read from exactly the text that it writes. */
class DeadLetterIdTest {

  @Test
  void textIsPartitionAndOffset() {
    assertThat(new DeadLetterId(3, 17)).hasToString("3-17");
    assertThat(DeadLetterId.parse("3-17")).isEqualTo(new DeadLetterId(3, 17));
    assertThat(DeadLetterId.parse("0-999999999999999999"))
        .isEqualTo(new DeadLetterId(0, 999_999_999_999_999_999L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "3-", "-17", "3-17-1", "3--17", "a-b", "3-1234567890123456789"})
  void otherTextIsNone(String text) {
    assertThat(DeadLetterId.parse(text)).isNull();
  }
}
