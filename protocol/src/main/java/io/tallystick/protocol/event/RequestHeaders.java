package io.tallystick.protocol.event;

import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request, by names in lower case.
 *
 * <p>They must be listed, not only asked for: in CloudEvents binary mode every header that begins
 * with {@code ce-} is part of the event.
 */
public interface RequestHeaders {

  /** A request without headers. */
  RequestHeaders NONE = of(Map.of());

  /** The first value of a header, or null. */
  @Nullable
  String get(String name);

  /** Hands over every name and value; a name that was sent twice comes twice. */
  void forEach(BiConsumer<String, String> consumer);

  /** The given headers; their names must be in lower case. */
  static RequestHeaders of(Map<String, String> headers) {
    return new RequestHeaders() {
      @Override
      public @Nullable String get(String name) {
        return headers.get(name);
      }

      @Override
      public void forEach(BiConsumer<String, String> consumer) {
        headers.forEach(consumer);
      }
    };
  }
}
