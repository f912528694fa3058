package io.tallystick.core.log;

import io.tallystick.core.event.TextSlice;

/** The ids of a batch on their way in. */
final class IdReader {

  private final ColumnReader lengths = new ColumnReader("id_length");
  private byte[] bytes = new byte[0];
  private int start;
  private int length;
  private long form;
  private int[] ends = new int[64];
  private byte[] text = new byte[64];

  void clear(byte[] bytes) {
    this.bytes = bytes;
    lengths.clear();
    start = 0;
    length = 0;
    form = LogBatchLayout.ID_FORM_TEXT;
  }

  void readIds(WireReader in) {
    length = in.length();
    start = in.position();
    in.skip(length);
  }

  void readForm(WireReader in) {
    form = in.varint();
  }

  ColumnReader lengths() {
    return lengths;
  }

  /** Checks that the ids are exactly the bytes that are there. */
  void finish(int count) {
    if (form < LogBatchLayout.ID_FORM_TEXT || form > LogBatchLayout.ID_FORM_UUID) {
      throw new MalformedLogBatchException("id_form", form, "0, 1 or 2");
    }
    lengths.finish(count, -1);
    if (form == LogBatchLayout.ID_FORM_UUID) {
      lengths.check(LogBatchLayout.UUID_BYTES, LogBatchLayout.UUID_BYTES);
    } else {
      boolean hex = form == LogBatchLayout.ID_FORM_HEX;
      lengths.check(1, hex ? LogBatchLayout.TEXT_BYTES_MAX / 2 : LogBatchLayout.TEXT_BYTES_MAX);
    }
    // each length is at least 1, so a count beyond the bytes there are ends this loop early
    if (count > length) {
      throw new MalformedLogBatchException("ids", length + " bytes", "at least " + count);
    }
    if (count > ends.length) {
      ends = new int[Math.max(count, ends.length * 2)];
    }
    long end = start;
    long limit = (long) start + length;
    for (int i = 0; i < count; i++) {
      end += lengths.get(i);
      if (end > limit) {
        break;
      }
      ends[i] = (int) end;
    }
    if (end != limit) {
      throw new MalformedLogBatchException(
          "ids", length + " bytes", "as many as id_length adds up to");
    }
  }

  /** Points {@code target} at the id of event {@code index}; good until the next call. */
  void get(int index, TextSlice target) {
    int from = index == 0 ? start : ends[index - 1];
    int stored = ends[index] - from;
    if (form == LogBatchLayout.ID_FORM_TEXT) {
      target.set(bytes, from, stored);
    } else if (form == LogBatchLayout.ID_FORM_UUID) {
      HexDigits.unpackUuid(bytes, from, text, 0);
      target.set(text, 0, HexDigits.UUID_CHARACTERS);
    } else {
      if (stored * 2 > text.length) {
        text = new byte[stored * 4];
      }
      HexDigits.unpack(bytes, from, stored, text, 0);
      target.set(text, 0, stored * 2);
    }
  }
}
