package io.tallystick.core.log;

/**
 * The bytes of one log batch: field tags, version and bounds of the Protobuf message {@code
 * tallystick.v1.LogBatch} of {@code log.proto}.
 *
 * <pre>
 *   tag   field                   bytes
 *   08    1  version              varint
 *   10    2  count                varint
 *   1a    3  dictionary           length, UTF-8                      once a distinct text
 *   22    4  source               length, varint…                    column of dictionary indexes
 *   2a    5  type                 length, varint…                    column of dictionary indexes
 *   32    6  subject              length, varint…                    column of dictionary indexes
 *   38    7  time_millis_min      zigzag varint
 *   42    8  time_delta_millis    length, varint…                    column, default 0
 *   4a    9  ids                  length, the ids end to end
 *   52   10  id_length            length, varint…                    column of bytes in ids
 *   58   11  id_form              varint: 0 text, 1 hex, 2 UUID
 *   62   12  value_unscaled       length, zigzag varint…             column, default 1
 *   6a   13  value_scale          length, varint…                    column, default 0
 *   72   14  attribute_sets       length, { 0a, length, varint… }    once a distinct set
 *   7a   15  attribute_set        length, varint…                    column, default 0: none
 *   8201 16  replay_of            length, varint…                    column, default 0: none
 *   8a01 17  replay_note          length, varint…                    column, default 0: none
 * </pre>
 *
 * <p>A column has no element (its default for all events), one (that one for all events) or as many
 * as there are events. {@link LogBatchWriter} writes the fields in this order, columns packed and
 * as short as they can be, defaults left out: equal events in equal order give equal bytes. {@link
 * LogBatchReader} takes whatever a Protobuf library may write: any order, columns unpacked or in
 * pieces, unknown fields.
 */
public final class LogBatchLayout {

  /** The version that is written. */
  public static final int VERSION = 1;

  /** Most events, and most elements of any other kind, of one batch. */
  public static final int COUNT_MAX = 1 << 22;

  /** Longest text and longest id in bytes; row keys hold lengths in two bytes. */
  public static final int TEXT_BYTES_MAX = 65_535;

  static final int WIRE_VARINT = 0;
  static final int WIRE_FIXED64 = 1;
  static final int WIRE_LENGTH = 2;
  static final int WIRE_GROUP_START = 3;
  static final int WIRE_GROUP_END = 4;
  static final int WIRE_FIXED32 = 5;

  static final int VERSION_TAG = 1 << 3 | WIRE_VARINT;
  static final int COUNT_TAG = 2 << 3 | WIRE_VARINT;
  static final int DICTIONARY_TAG = 3 << 3 | WIRE_LENGTH;
  static final int SOURCE_TAG = 4 << 3 | WIRE_LENGTH;
  static final int TYPE_TAG = 5 << 3 | WIRE_LENGTH;
  static final int SUBJECT_TAG = 6 << 3 | WIRE_LENGTH;
  static final int TIME_MILLIS_MIN_TAG = 7 << 3 | WIRE_VARINT;
  static final int TIME_DELTA_MILLIS_TAG = 8 << 3 | WIRE_LENGTH;
  static final int IDS_TAG = 9 << 3 | WIRE_LENGTH;
  static final int ID_LENGTH_TAG = 10 << 3 | WIRE_LENGTH;
  static final int ID_FORM_TAG = 11 << 3 | WIRE_VARINT;
  static final int VALUE_UNSCALED_TAG = 12 << 3 | WIRE_LENGTH;
  static final int VALUE_SCALE_TAG = 13 << 3 | WIRE_LENGTH;
  static final int ATTRIBUTE_SETS_TAG = 14 << 3 | WIRE_LENGTH;
  static final int ATTRIBUTE_SET_TAG = 15 << 3 | WIRE_LENGTH;
  static final int REPLAY_OF_TAG = 16 << 3 | WIRE_LENGTH;
  static final int REPLAY_NOTE_TAG = 17 << 3 | WIRE_LENGTH;

  /** The only field of the message {@code AttributeSet}. */
  static final int PAIRS_TAG = 1 << 3 | WIRE_LENGTH;

  static final int PAIRS_UNPACKED_TAG = 1 << 3 | WIRE_VARINT;

  static final int ID_FORM_TEXT = 0;
  static final int ID_FORM_HEX = 1;
  static final int ID_FORM_UUID = 2;

  /** Bytes of a UUID in {@code ids}. */
  static final int UUID_BYTES = 16;

  private LogBatchLayout() {}
}
