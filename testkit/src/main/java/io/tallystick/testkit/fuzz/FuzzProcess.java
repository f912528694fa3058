package io.tallystick.testkit.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What Jazzer calls in the process that it searches in: its entry points are static and found by
 * name.
 */
public final class FuzzProcess {

  /** The class of the {@link FuzzContract}. */
  static final String CONTRACT = "tallystick.fuzz.contract";

  /** The name of the only target; all of the contract, chosen by the first byte, without it. */
  static final String TARGET = "tallystick.fuzz.process.target";

  private static FuzzTarget[] targets = {};

  private FuzzProcess() {}

  /** Called once, before the first input. */
  public static void fuzzerInitialize() throws ReflectiveOperationException {
    Class<?> contract = Class.forName(Objects.requireNonNull(System.getProperty(CONTRACT)));
    var constructor = contract.getDeclaredConstructor();
    constructor.setAccessible(true);
    String only = System.getProperty(TARGET);
    List<FuzzTarget> all = ((FuzzContract) constructor.newInstance()).targets();
    targets = all.stream()
        .filter(target -> only == null || target.name().equals(only))
        .toArray(FuzzTarget[]::new);
  }

  /** Called for every input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (targets.length == 1) {
      targets[0].check().accepts(input);
    } else if (input.length > 0) {
      chosen(Arrays.asList(targets), input).check().accepts(payload(input));
    }
  }

  static FuzzTarget chosen(List<FuzzTarget> targets, byte[] input) {
    return targets.get((input[0] & 0xff) % targets.size());
  }

  static byte[] payload(byte[] input) {
    return Arrays.copyOfRange(input, 1, input.length);
  }

  static byte[] choosing(int target, byte[] payload) {
    byte[] input = new byte[1 + payload.length];
    input[0] = (byte) target;
    System.arraycopy(payload, 0, input, 1, payload.length);
    return input;
  }
}
