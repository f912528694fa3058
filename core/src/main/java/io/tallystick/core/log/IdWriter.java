package io.tallystick.core.log;

import io.tallystick.core.event.TextSlice;
import java.util.Arrays;

/** The ids of a batch on their way out, in the shortest form that they all have. */
final class IdWriter {

  /*
   * The first id decides; ids are packed as they come. The first one that does not have the form
   * turns all before it back into text, once in a batch at most.
   */

  private static final int BYTES = 1024;
  private static final int BYTES_KEPT_MAX = 1 << 19;

  private final ColumnWriter lengths = new ColumnWriter(LogBatchLayout.ID_LENGTH_TAG);
  private byte[] bytes = new byte[BYTES];
  private int length;
  private int form;

  void add(TextSlice id) {
    int characters = id.length();
    ensure(characters);
    if (lengths.size() == 0) {
      form = formOf(id);
    } else if (!fits(id)) {
      toText();
      ensure(characters);
    }
    int stored = characters;
    if (form == LogBatchLayout.ID_FORM_UUID) {
      stored = LogBatchLayout.UUID_BYTES;
    } else if (form == LogBatchLayout.ID_FORM_HEX) {
      stored = characters / 2;
    } else {
      System.arraycopy(id.bytes(), id.offset(), bytes, length, characters);
    }
    length += stored;
    lengths.add(stored);
  }

  void clear() {
    lengths.clear();
    length = 0;
    form = LogBatchLayout.ID_FORM_TEXT;
    if (bytes.length > BYTES_KEPT_MAX) {
      bytes = new byte[BYTES];
    }
  }

  /** Bytes in the message. */
  int prepare() {
    int idBytes = 1 + WireWriter.varintBytes(length) + length;
    int formBytes = form == LogBatchLayout.ID_FORM_TEXT ? 0 : 2;
    return idBytes + lengths.prepare(0) + formBytes;
  }

  void put(WireWriter out) {
    out.varint(LogBatchLayout.IDS_TAG);
    out.varint(length);
    out.bytes(bytes, length);
    lengths.put(out);
    if (form != LogBatchLayout.ID_FORM_TEXT) {
      out.varint(LogBatchLayout.ID_FORM_TAG);
      out.varint(form);
    }
  }

  private int formOf(TextSlice id) {
    if (packs(id, LogBatchLayout.ID_FORM_UUID)) {
      return LogBatchLayout.ID_FORM_UUID;
    }
    return packs(id, LogBatchLayout.ID_FORM_HEX)
        ? LogBatchLayout.ID_FORM_HEX
        : LogBatchLayout.ID_FORM_TEXT;
  }

  private boolean fits(TextSlice id) {
    return form == LogBatchLayout.ID_FORM_TEXT || packs(id, form);
  }

  /** Packs {@code id} behind the others, without counting it in, if it has {@code wanted}. */
  private boolean packs(TextSlice id, int wanted) {
    if (wanted == LogBatchLayout.ID_FORM_UUID) {
      return id.length() == HexDigits.UUID_CHARACTERS
          && HexDigits.packUuid(id.bytes(), id.offset(), bytes, length);
    }
    return (id.length() & 1) == 0
        && HexDigits.pack(id.bytes(), id.offset(), id.length(), bytes, length);
  }

  private void toText() {
    boolean uuid = form == LogBatchLayout.ID_FORM_UUID;
    byte[] text = new byte[Math.max(BYTES, length * 3)];
    int from = 0;
    int to = 0;
    for (int i = 0; i < lengths.size(); i++) {
      int stored = (int) lengths.get(i);
      int characters = uuid ? HexDigits.UUID_CHARACTERS : stored * 2;
      if (uuid) {
        HexDigits.unpackUuid(bytes, from, text, to);
      } else {
        HexDigits.unpack(bytes, from, stored, text, to);
      }
      from += stored;
      to += characters;
      lengths.set(i, characters);
    }
    bytes = text;
    length = to;
    form = LogBatchLayout.ID_FORM_TEXT;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }
}
