package io.tallystick.configuration;

import java.util.HashMap;
import java.util.Map;

/** The values of keys while a configuration is read, each with its source. */
final class Values {

  private record Entry(Object value, String source) {}

  private final Map<Key<?>, Entry> entries = new HashMap<>();

  <T> void put(Key<T> key, T value, String source) {
    entries.put(key, new Entry(value, source));
  }

  @SuppressWarnings("unchecked") // put() takes only values of the key's type
  <T> T get(Key<T> key) {
    return (T) entry(key).value();
  }

  String source(Key<?> key) {
    return entry(key).source();
  }

  <T> Setting setting(Key<T> key) {
    return new Setting(key.name(), key.kind().format(get(key)), source(key));
  }

  private Entry entry(Key<?> key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      throw new IllegalStateException(key.name() + ": no value");
    }
    return entry;
  }
}
