package io.tallystick.core.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A mutable view of UTF-8 text inside a byte array that somebody else owns.
 *
 * <p>Decoders point slices at the request body, so that the usual event is validated, routed and
 * logged without making a single {@code String}.
 */
public final class TextSlice {

  private static final byte[] NONE = new byte[0];

  private byte[] bytes = NONE;
  private int offset;
  private int length;

  /** Points at {@code length} bytes from {@code offset}; nothing is copied. */
  public void set(byte[] bytes, int offset, int length) {
    assert offset >= 0 && length >= 0 && offset + length <= bytes.length;
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
  }

  /** Points at the UTF-8 form of {@code text}. */
  public void set(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    set(utf8, 0, utf8.length);
  }

  /** Points where {@code other} points. */
  public void set(TextSlice other) {
    set(other.bytes, other.offset, other.length);
  }

  /** Makes this slice empty. */
  public void clear() {
    set(NONE, 0, 0);
  }

  /**
   * The array that holds the text; only {@link #length()} bytes from {@link #offset()} are ours.
   */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the text begins in {@link #bytes()}. */
  public int offset() {
    return offset;
  }

  /** Length in bytes. */
  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /** Whether both slices hold the same bytes. */
  public boolean contentEquals(TextSlice other) {
    return Arrays.equals(
        bytes, offset, offset + length, other.bytes, other.offset, other.offset + other.length);
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  @Override
  public String toString() {
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }
}
