package io.tallystick.kafka.log;

/**
 * How events are sent to Kafka.
 *
 * @param deliveryMillisMax after which an append that the brokers have not acknowledged has failed
 * @param stallMillisMax how long no append may succeed before further ones are refused at once
 * @param lingerMillis how long a record waits for others to share a request
 * @param batchBytes of one topic partition that make a request
 * @param bufferBytesMax memory for what is not acknowledged
 * @param compression as Kafka names it: none, lz4, zstd, …
 */
public record AppendSettings(
    int deliveryMillisMax,
    int stallMillisMax,
    int lingerMillis,
    int batchBytes,
    long bufferBytesMax,
    String compression) {

  /** What a node uses unless configured otherwise. */
  public static final AppendSettings DEFAULT =
      new AppendSettings(15_000, 3_000, 5, 256 << 10, 64L << 20, "lz4");

  public AppendSettings {
    positive("deliveryMillisMax", deliveryMillisMax);
    positive("stallMillisMax", stallMillisMax);
    positive("batchBytes", batchBytes);
    if (lingerMillis < 0 || lingerMillis >= deliveryMillisMax) {
      throw new IllegalArgumentException("lingerMillis: " + lingerMillis + " (expected: 0.."
          + (deliveryMillisMax - 1) + ", less than deliveryMillisMax)");
    }
    if (bufferBytesMax < batchBytes) {
      throw new IllegalArgumentException("bufferBytesMax: " + bufferBytesMax + " (expected: >= "
          + batchBytes + ", a batch must fit)");
    }
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  /** The same, with another limit of the time to deliver. */
  public AppendSettings withDelivery(int otherMillisMax) {
    return new AppendSettings(
        otherMillisMax,
        Math.min(stallMillisMax, otherMillisMax),
        lingerMillis,
        batchBytes,
        bufferBytesMax,
        compression);
  }
}
