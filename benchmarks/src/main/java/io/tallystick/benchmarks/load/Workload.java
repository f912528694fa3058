package io.tallystick.benchmarks.load;

import java.util.List;

/**
 * What is sent.
 *
 * @param format how a batch is encoded
 * @param idAlphabet what the 16 characters of an id are
 * @param batchEvents events in a request
 * @param subjects distinct subjects
 * @param zipf exponent of the distribution of subjects; 0: all alike
 * @param hot whether one subject takes everything
 * @param attributes names of the attributes that every event carries, each with one of {@link
 *     #ATTRIBUTE_VALUES} values
 * @param duplicateEvery one event in so many is sent a second time; 0: none
 * @param seed of everything random
 */
public record Workload(
    Format format,
    IdAlphabet idAlphabet,
    int batchEvents,
    int subjects,
    double zipf,
    boolean hot,
    List<String> attributes,
    int duplicateEvery,
    long seed) {

  /** The source of all events. */
  public static final String SOURCE = "bench";

  /** The type of all events. */
  public static final String TYPE = "view";

  /** Values that each attribute takes. */
  public static final int ATTRIBUTE_VALUES = 100;

  /** How a batch is encoded. */
  public enum Format {
    JSON("application/json"),
    PROTOBUF("application/x-protobuf");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }

    public String contentType() {
      return contentType;
    }
  }

  /** What the characters of an id are. */
  public enum IdAlphabet {
    /** Hexadecimal digits, 8 bytes of randomness. */
    HEX,
    /** Letters, digits, hyphen and underscore, 12 bytes of randomness. */
    TEXT
  }

  public Workload {
    attributes = List.copyOf(attributes);
    atLeastOne("batchEvents", batchEvents);
    atLeastOne("subjects", subjects);
    if (subjects > 100_000_000) {
      throw new IllegalArgumentException("subjects: " + subjects + " (expected: <= 100000000)");
    }
    if (duplicateEvery < 0) {
      throw new IllegalArgumentException("duplicateEvery: " + duplicateEvery + " (expected: >= 0)");
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }

  /** The name of subject {@code number}; its order as text is the order of the numbers. */
  public static String subject(int number) {
    return String.format("subject-%08d", number);
  }

  /** Value {@code number} of any attribute. */
  public static String attributeValue(int number) {
    return String.format("value-%02d", number);
  }
}
