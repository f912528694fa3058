package io.tallystick.server.ingest;

import io.tallystick.protocol.event.RequestHeaders;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Headers as decoders read them. */
record ArmeriaHeaders(com.linecorp.armeria.common.RequestHeaders headers)
    implements RequestHeaders {

  @Override
  public @Nullable String get(String name) {
    return headers.get(name);
  }

  @Override
  public void forEach(BiConsumer<String, String> consumer) {
    headers.forEach((name, value) -> consumer.accept(name.toString(), value));
  }
}
