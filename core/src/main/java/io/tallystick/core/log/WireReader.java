package io.tallystick.core.log;

import static io.tallystick.core.log.LogBatchLayout.WIRE_FIXED32;
import static io.tallystick.core.log.LogBatchLayout.WIRE_FIXED64;
import static io.tallystick.core.log.LogBatchLayout.WIRE_GROUP_END;
import static io.tallystick.core.log.LogBatchLayout.WIRE_GROUP_START;
import static io.tallystick.core.log.LogBatchLayout.WIRE_LENGTH;
import static io.tallystick.core.log.LogBatchLayout.WIRE_VARINT;

/** Reads Protobuf primitives and never beyond its limit, whatever the bytes are. */
final class WireReader {

  private static final byte[] NONE = new byte[0];
  private static final int DEPTH_MAX = 100;

  private byte[] bytes = NONE;
  private int position;
  private int limit;

  void reset(byte[] bytes) {
    this.bytes = bytes;
    this.position = 0;
    this.limit = bytes.length;
  }

  byte[] bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  boolean atLimit() {
    return position == limit;
  }

  /** Narrows what is read to the next {@code length} bytes and returns the limit before. */
  int narrow(int length) {
    int before = limit;
    limit = position + length;
    return before;
  }

  /** Ends {@link #narrow}: goes on behind the narrowed bytes. */
  void widen(int before) {
    position = limit;
    limit = before;
  }

  /** Field number and wire type. */
  int tag() {
    long tag = varint();
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw malformed("tag", tag, "a field number of 1..536870911");
    }
    return (int) tag;
  }

  /** Undoes {@link WireWriter#zigzag}. */
  static long unzigzag(long value) {
    return value >>> 1 ^ -(value & 1);
  }

  long varint() {
    if (position < limit && bytes[position] >= 0) {
      return bytes[position++];
    }
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == limit) {
        throw malformed("varint", "cut off", "more bytes");
      }
      byte next = bytes[position++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("varint", "too long", "at most 10 bytes");
  }

  /** The length of what follows, all of which is there. */
  int length() {
    long length = varint();
    if (length < 0 || length > limit - position) {
      throw malformed(
          "length", Long.toUnsignedString(length), "at most the " + (limit - position) + " left");
    }
    return (int) length;
  }

  /** Steps over {@code length} bytes that {@link #length} has announced. */
  void skip(int length) {
    position += length;
  }

  /** Steps over the field that {@code tag} begins. */
  void skipField(int tag) {
    skipField(tag, 0);
  }

  private void skipField(int tag, int depth) {
    switch (tag & 7) {
      case WIRE_VARINT -> varint();
      case WIRE_FIXED64 -> skipFixed(8);
      case WIRE_LENGTH -> skip(length());
      case WIRE_GROUP_START -> skipGroup(tag, depth + 1);
      case WIRE_FIXED32 -> skipFixed(4);
      default -> throw malformed("tag", Integer.toUnsignedString(tag), "a wire type that exists");
    }
  }

  private void skipGroup(int start, int depth) {
    if (depth > DEPTH_MAX) {
      throw malformed("group", "nested " + depth + " deep", "at most " + DEPTH_MAX);
    }
    int end = start - WIRE_GROUP_START + WIRE_GROUP_END;
    for (int tag = tag(); tag != end; tag = tag()) {
      skipField(tag, depth);
    }
  }

  private void skipFixed(int length) {
    if (length > limit - position) {
      throw malformed("field", "cut off", length + " bytes");
    }
    position += length;
  }

  /** An exception that says where the bytes are wrong. */
  MalformedLogBatchException malformed(String what, Object value, String expected) {
    return new MalformedLogBatchException(what + " before byte " + position, value, expected);
  }
}
