package io.tallystick.protocol.event;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.tallystick.core.event.DecimalText;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.TextSlice;
import io.tallystick.protocol.v1.Event;
import io.tallystick.protocol.v1.EventBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the message {@code tallystick.v1.EventBatch}.
 *
 * <p>The wire is walked without making messages or strings: texts point into the body. Unknown
 * fields are skipped and the last of a repeated single field wins, as Protobuf demands. Whether a
 * text is UTF-8 is left to the rules, which look at every text anyway.
 */
final class ProtobufBodyReader {

  private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int VARINT = WireFormat.WIRETYPE_VARINT;

  private static final int EVENTS = EventBatch.EVENTS_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
  private static final int SOURCE = Event.SOURCE_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
  private static final int ID = Event.ID_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
  private static final int TYPE = Event.TYPE_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
  private static final int SUBJECT = Event.SUBJECT_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
  private static final int TIME_MILLIS = Event.TIME_MILLIS_FIELD_NUMBER << 3 | VARINT;
  private static final int VALUE_UNSCALED = Event.VALUE_UNSCALED_FIELD_NUMBER << 3 | VARINT;
  private static final int VALUE_SCALE = Event.VALUE_SCALE_FIELD_NUMBER << 3 | VARINT;
  private static final int ATTRIBUTES = Event.ATTRIBUTES_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
  private static final int ENTRY_KEY = 1 << 3 | LENGTH_DELIMITED;
  private static final int ENTRY_VALUE = 2 << 3 | LENGTH_DELIMITED;

  private final EventLimits limits;
  private final EventDraft draft;
  private final TextSlice entryKey = new TextSlice();
  private final TextSlice entryValue = new TextSlice();

  ProtobufBodyReader(EventLimits limits, EventDraft draft) {
    this.limits = limits;
    this.draft = draft;
  }

  void read(byte[] body, int offset, int length, BatchProgress batch) {
    CodedInputStream in = CodedInputStream.newInstance(body, offset, length);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == EVENTS) {
          framedEvent(in, body, offset, batch);
        } else if (!in.skipField(tag)) {
          throw new InvalidProtocolBufferException("end of a group that did not begin");
        }
      }
    } catch (IOException e) {
      batch.begin();
      batch.reject(Refusal.of(
          ErrorCode.MALFORMED_PROTOBUF,
          "body",
          "broken at byte " + in.getTotalBytesRead(),
          "tallystick.v1.EventBatch; the rest of the body was not read"));
    }
  }

  private void framedEvent(CodedInputStream in, byte[] body, int offset, BatchProgress batch)
      throws IOException {
    int size = in.readRawVarint32();
    int outer = in.pushLimit(size);
    int begin = in.getTotalBytesRead();
    batch.begin();
    Refusal refusal = batch.size(size);
    if (refusal == null) {
      draft.clear();
      try {
        refusal = event(in, body, offset);
        assert in.getTotalBytesRead() == begin + size;
      } catch (IOException e) {
        refusal = Refusal.of(
            ErrorCode.MALFORMED_PROTOBUF,
            "event",
            "broken at byte " + (in.getTotalBytesRead() - begin),
            "tallystick.v1.Event");
      }
      if (refusal == null) {
        batch.accept(draft, size);
      } else {
        batch.reject(draft.id(), refusal);
      }
    } else {
      batch.reject(refusal);
    }
    in.popLimit(outer);
    in.skipRawBytes(begin + size - in.getTotalBytesRead());
  }

  private @Nullable Refusal event(CodedInputStream in, byte[] body, int offset) throws IOException {
    boolean hasValue = false;
    long unscaled = 1;
    int scale = 0;
    Refusal refusal = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == SOURCE) {
        text(in, body, offset, draft.source());
      } else if (tag == ID) {
        text(in, body, offset, draft.id());
      } else if (tag == TYPE) {
        text(in, body, offset, draft.type());
      } else if (tag == SUBJECT) {
        text(in, body, offset, draft.subject());
      } else if (tag == TIME_MILLIS) {
        draft.timeMillis(in.readSInt64());
      } else if (tag == VALUE_UNSCALED) {
        unscaled = in.readSInt64();
        hasValue = true;
      } else if (tag == VALUE_SCALE) {
        scale = in.readUInt32();
      } else if (tag == ATTRIBUTES) {
        if (!attribute(in, body, offset)) {
          refusal = EventMembers.tooManyAttributes(limits);
        }
      } else if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("end of a group that did not begin");
      }
    }
    Refusal value = hasValue ? DecimalText.set(unscaled, scale, draft) : null;
    return value == null ? refusal : value;
  }

  /** Reads an entry of the map; false when there are too many. */
  private boolean attribute(CodedInputStream in, byte[] body, int offset) throws IOException {
    int size = in.readRawVarint32();
    int outer = in.pushLimit(size);
    entryKey.clear();
    entryValue.clear();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ENTRY_KEY) {
        text(in, body, offset, entryKey);
      } else if (tag == ENTRY_VALUE) {
        text(in, body, offset, entryValue);
      } else if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("end of a group that did not begin");
      }
    }
    in.popLimit(outer);
    int index = 0;
    while (index < draft.attributeCount() && !draft.attributeName(index).contentEquals(entryKey)) {
      index++;
    }
    if (index == limits.attributesMax()) {
      return false;
    }
    if (index == draft.attributeCount()) {
      draft.addAttribute();
      draft.attributeName(index).set(entryKey);
    }
    draft.attributeValue(index).set(entryValue);
    return true;
  }

  private static void text(CodedInputStream in, byte[] body, int offset, TextSlice target)
      throws IOException {
    int size = in.readRawVarint32();
    int at = in.getTotalBytesRead();
    in.skipRawBytes(size);
    target.set(body, offset + at, size);
  }
}
