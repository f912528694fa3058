package io.tallystick.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.protocol.event.Decoding.Decoded;
import io.tallystick.protocol.v1.Event;
import io.tallystick.protocol.v1.EventBatch;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What protobuf-java makes of the bytes, compared with what the decoder made of them. */
final class ProtobufAuthority {

  private ProtobufAuthority() {}

  static void compare(byte[] body, @Nullable Decoding decoding) {
    EventBatch batch;
    try {
      batch = EventBatch.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      // it checks a text that a later one replaces, too; we look at the one that counts
      if (!String.valueOf(e.getMessage()).contains("UTF-8")) {
        assertThat(Objects.requireNonNull(decoding).rejected()).isNotEmpty();
      }
      return;
    }
    if (batch.getEventsCount() == 0) {
      assertThat(decoding).isNull();
      return;
    }
    Objects.requireNonNull(decoding);
    Iterator<Decoded> accepted = decoding.events().iterator();
    Iterator<RejectedEvent> rejected = decoding.rejected().iterator();
    int nextRejected = next(rejected);
    for (int i = 0; i < batch.getEventsCount(); i++) {
      if (i == nextRejected) {
        nextRejected = next(rejected);
      } else {
        assertThat(accepted.next()).isEqualTo(decoded(batch.getEvents(i)));
      }
    }
    assertThat(accepted.hasNext()).isFalse();
    assertThat(nextRejected).isEqualTo(-1);
    assertThat(Decoding.codes(decoding)).doesNotContain(ErrorCode.MALFORMED_PROTOBUF);
  }

  private static int next(Iterator<RejectedEvent> rejected) {
    return rejected.hasNext() ? rejected.next().index() : -1;
  }

  private static Decoded decoded(Event event) {
    BigDecimal value = event.hasValueUnscaled()
        ? BigDecimal.valueOf(event.getValueUnscaled(), event.getValueScale())
        : BigDecimal.ONE;
    BigDecimal shortest = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    return new Decoded(
        event.getSource(),
        event.getId(),
        event.getType(),
        event.getSubject(),
        event.hasTimeMillis() ? event.getTimeMillis() : null,
        shortest.toPlainString(),
        event.getAttributesMap());
  }
}
