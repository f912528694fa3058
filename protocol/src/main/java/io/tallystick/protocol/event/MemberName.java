package io.tallystick.protocol.event;

/** The names that members of an event have, told apart by comparing words of eight bytes. */
final class MemberName {

  static final int SOURCE = 0;
  static final int ID = 1;
  static final int TYPE = 2;
  static final int SUBJECT = 3;
  static final int TIME = 4;
  static final int VALUE = 5;
  static final int ATTRIBUTES = 6;
  static final int SPECVERSION = 7;
  static final int DATA = 8;
  static final int DATACONTENTTYPE = 9;
  /** Any other name. */
  static final int EXTENSION = 10;

  private static final long LOW_3 = 0xff_ffffL;
  private static final long LOW_5 = 0xff_ffff_ffffL;
  private static final long LOW_6 = 0xffff_ffff_ffffL;
  private static final long LOW_7 = 0xff_ffff_ffff_ffffL;
  private static final long ID_NAME = word("id\"");
  private static final long TYPE_NAME = word("type\"");
  private static final long TIME_NAME = word("time\"");
  private static final long DATA_NAME = word("data\"");
  private static final long VALUE_NAME = word("value\"");
  private static final long SOURCE_NAME = word("source\"");
  private static final long SUBJECT_NAME = word("subject\"");
  private static final long ATTRIBUT = word("attribut");
  private static final long SPECVERS = word("specvers");
  private static final long DATACONT = word("datacont");
  private static final long ENTTYPE = word("enttype\"");
  private static final long DATASCHE = word("datasche");

  private MemberName() {}

  /** Which member is named by the text that begins at {@code at}; there are eight bytes. */
  static int of(byte[] bytes, int at, int to) {
    long word = JsonStringScan.word(bytes, at);
    switch ((int) word & 0xff) {
      case 'i':
        return (word & LOW_3) == ID_NAME ? ID : EXTENSION;
      case 's':
        if ((word & LOW_7) == SOURCE_NAME) {
          return SOURCE;
        }
        if (word == SUBJECT_NAME) {
          return SUBJECT;
        }
        return word == SPECVERS && follows("ion\"", bytes, at + 8, to) ? SPECVERSION : EXTENSION;
      case 't':
        if ((word & LOW_5) == TYPE_NAME) {
          return TYPE;
        }
        return (word & LOW_5) == TIME_NAME ? TIME : EXTENSION;
      case 'v':
        return (word & LOW_6) == VALUE_NAME ? VALUE : EXTENSION;
      case 'a':
        return word == ATTRIBUT && follows("es\"", bytes, at + 8, to) ? ATTRIBUTES : EXTENSION;
      case 'd':
        if ((word & LOW_5) == DATA_NAME) {
          return DATA;
        }
        boolean contentType = word == DATACONT
            && at + 2 * Long.BYTES <= to
            && JsonStringScan.word(bytes, at + Long.BYTES) == ENTTYPE;
        return contentType ? DATACONTENTTYPE : EXTENSION;
      default:
        return EXTENSION;
    }
  }

  /** Bytes of the name of a member and the quote that closes it. */
  static int bytes(int member) {
    switch (member) {
      case ID:
        return 3;
      case TYPE:
      case TIME:
      case DATA:
        return 5;
      case VALUE:
        return 6;
      case SOURCE:
        return 7;
      case SUBJECT:
        return 8;
      case ATTRIBUTES:
        return 11;
      case SPECVERSION:
        return 12;
      default:
        return 16;
    }
  }

  /** Whether the text that begins at {@code at} can be dataschema, which is no extension. */
  static boolean isDataSchema(byte[] bytes, int at) {
    return JsonStringScan.word(bytes, at) == DATASCHE;
  }

  /** Whether {@code text} stands at {@code at}. */
  static boolean follows(String text, byte[] bytes, int at, int to) {
    if (at + text.length() > to) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static long word(String text) {
    long word = 0;
    for (int i = 0; i < text.length(); i++) {
      word |= (long) text.charAt(i) << (8 * i);
    }
    return word;
  }
}
