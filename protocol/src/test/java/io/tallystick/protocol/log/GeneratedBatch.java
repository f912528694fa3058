package io.tallystick.protocol.log;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.tallystick.core.event.Event;
import io.tallystick.protocol.v1.AttributeSet;
import io.tallystick.protocol.v1.IdForm;
import io.tallystick.protocol.v1.LogBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What the comments of {@code log.proto} say, in the plainest words, over the generated class. */
final class GeneratedBatch {

  private final LogBatch batch;

  GeneratedBatch(LogBatch batch) {
    this.batch = batch;
  }

  List<Event> events() {
    List<Event> events = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < batch.getCount(); i++) {
      int length = element(batch.getIdLengthList(), i, 0);
      String id = id(batch.getIds().substring(at, at + length));
      at += length;
      events.add(new Event(
          text(element(batch.getSourceList(), i, 0)),
          id,
          text(element(batch.getTypeList(), i, 0)),
          text(element(batch.getSubjectList(), i, 0)),
          batch.getTimeMillisMin() + element(batch.getTimeDeltaMillisList(), i, 0L),
          BigDecimal.valueOf(
              element(batch.getValueUnscaledList(), i, 1L),
              element(batch.getValueScaleList(), i, 0)),
          attributes(element(batch.getAttributeSetList(), i, 0))));
    }
    return events;
  }

  /**
   * The same batch as another Protobuf library might write it: fields in any order, columns in
   * pieces, packed or not, all elements where one would do, fields that nobody knows.
   */
  byte[] writtenDifferently(Random random) {
    List<List<byte[]>> fields = new ArrayList<>();
    fields.add(List.of(field(out -> out.writeUInt32(1, 7)), field(out -> out.writeUInt32(1, 1))));
    fields.add(List.of(field(out -> out.writeUInt32(2, batch.getCount()))));
    fields.add(batch.getDictionaryList().stream()
        .map(text -> field(out -> out.writeBytes(3, text)))
        .toList());
    fields.add(column(random, 4, batch.getSourceList()));
    fields.add(column(random, 5, batch.getTypeList()));
    fields.add(column(random, 6, batch.getSubjectList()));
    fields.add(List.of(field(out -> out.writeSInt64(7, batch.getTimeMillisMin()))));
    fields.add(column(random, 8, batch.getTimeDeltaMillisList()));
    fields.add(List.of(field(out -> out.writeBytes(9, batch.getIds()))));
    fields.add(column(random, 10, batch.getIdLengthList()));
    fields.add(List.of(field(out -> out.writeEnum(11, batch.getIdFormValue()))));
    fields.add(column(
        random,
        12,
        batch.getValueUnscaledList().stream()
            .map(CodedOutputStream::encodeZigZag64)
            .toList()));
    fields.add(column(random, 13, batch.getValueScaleList()));
    fields.add(batch.getAttributeSetsList().stream()
        .map(set -> field(out -> out.writeByteArray(14, attributeSet(random, set))))
        .toList());
    fields.add(column(random, 15, batch.getAttributeSetList()));
    fields.add(column(random, 16, batch.getReplayOfList()));
    fields.add(column(random, 17, batch.getReplayNoteList()));
    fields.add(List.of(
        field(out -> out.writeString(18, "later")),
        field(out -> out.writeFixed32(3, 5)),
        field(out -> out.writeFixed64(536_870_911, -1)),
        field(out -> {
          out.writeTag(99, WireFormat.WIRETYPE_START_GROUP);
          out.writeUInt64(1, -1);
          out.writeTag(99, WireFormat.WIRETYPE_END_GROUP);
        })));
    return interleave(random, fields);
  }

  /** The pieces of each field stay in order; between fields any order is as good. */
  private static byte[] interleave(Random random, List<List<byte[]>> fields) {
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      for (int k = 0; k < fields.get(i).size(); k++) {
        turns.add(i);
      }
    }
    Collections.shuffle(turns, random);
    int[] next = new int[fields.size()];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int field : turns) {
      bytes.writeBytes(fields.get(field).get(next[field]++));
    }
    return bytes.toByteArray();
  }

  private List<byte[]> column(Random random, int number, List<? extends Number> elements) {
    List<? extends Number> all = elements;
    if (elements.size() == 1 && random.nextBoolean()) {
      all = Collections.nCopies(batch.getCount(), elements.get(0));
    }
    return pieces(random, number, all);
  }

  private static List<byte[]> pieces(Random random, int number, List<? extends Number> elements) {
    List<byte[]> pieces = new ArrayList<>();
    int at = 0;
    while (at < elements.size()) {
      int length = 1 + random.nextInt(elements.size() - at);
      List<? extends Number> piece = elements.subList(at, at + length);
      at += length;
      if (random.nextBoolean()) {
        pieces.add(field(out -> out.writeByteArray(number, packed(piece))));
      } else {
        pieces.add(field(out -> {
          for (Number element : piece) {
            out.writeUInt64(number, element.longValue());
          }
        }));
      }
    }
    if (random.nextBoolean()) {
      pieces.add(field(out -> out.writeByteArray(number, new byte[0])));
    }
    return pieces;
  }

  private static byte[] attributeSet(Random random, AttributeSet set) {
    List<byte[]> unknown = List.of(field(out -> out.writeString(2, "later")));
    return interleave(random, List.of(pieces(random, 1, set.getPairsList()), unknown));
  }

  private static byte[] packed(List<? extends Number> elements) {
    return field(out -> {
      for (Number element : elements) {
        out.writeUInt64NoTag(element.longValue());
      }
    });
  }

  private interface Field {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static byte[] field(Field field) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      field.writeTo(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T element(List<T> column, int index, T defaultValue) {
    if (column.isEmpty()) {
      return defaultValue;
    }
    return column.get(column.size() == 1 ? 0 : index);
  }

  private String text(int index) {
    return batch.getDictionary(index).toStringUtf8();
  }

  private String id(ByteString bytes) {
    if (batch.getIdForm() == IdForm.ID_FORM_HEX) {
      return HexFormat.of().formatHex(bytes.toByteArray());
    }
    if (batch.getIdForm() == IdForm.ID_FORM_UUID) {
      ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
      return new UUID(buffer.getLong(), buffer.getLong()).toString();
    }
    return bytes.toStringUtf8();
  }

  private SortedMap<String, String> attributes(int setPlusOne) {
    SortedMap<String, String> attributes = new TreeMap<>();
    if (setPlusOne > 0) {
      AttributeSet set = batch.getAttributeSets(setPlusOne - 1);
      for (int i = 0; i < set.getPairsCount(); i += 2) {
        attributes.put(text(set.getPairs(i)), text(set.getPairs(i + 1)));
      }
    }
    return attributes;
  }
}
