package io.tallystick.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * What our own processes tell a Java that is newer than 17, as the launcher does: libraries call
 * native code and use {@code Unsafe}, and such a Java warns of it among the lines of the log.
 */
public final class NewerJava {

  private NewerJava() {}

  /** Options for a process that the Java of this one runs. */
  public static List<String> options() {
    return options(Runtime.version().feature());
  }

  /** Options for a process that Java of that release runs. */
  public static List<String> options(int release) {
    List<String> options = new ArrayList<>();
    if (release >= 22) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    if (release >= 23) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }
}
