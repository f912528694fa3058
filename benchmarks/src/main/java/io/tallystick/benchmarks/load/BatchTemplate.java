package io.tallystick.benchmarks.load;

/** A whole request whose events are patched in place. Single-threaded. */
interface BatchTemplate {

  /** The request, head and body; the same array every time. */
  byte[] request();

  /** Where the body begins in the request. */
  int bodyAt();

  /**
   * Makes event {@code index} the given one.
   *
   * @param number which event it is; decides the id
   * @param subject number of its subject
   */
  void put(int index, long number, int subject, long timeMillis);

  /** The value that attribute {@code attribute} of event {@code number} has. */
  static int attributeValue(int attribute, long number) {
    long bits = EventIds.mix(number + 0x9e3779b97f4a7c15L * (attribute + 1));
    return (int) ((bits >>> 33) % Workload.ATTRIBUTE_VALUES);
  }

  /** A template for what {@code workload} says. */
  static BatchTemplate of(Workload workload, String authority) {
    return switch (workload.format()) {
      case JSON -> new JsonTemplate(workload, authority);
      case PROTOBUF -> new ProtobufTemplate(workload, authority);
    };
  }
}
