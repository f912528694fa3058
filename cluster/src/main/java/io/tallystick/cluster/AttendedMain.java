package io.tallystick.cluster;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of every process that we start: runs another main class, and ends the process when
 * the one that started it is gone.
 *
 * <p>The parent holds the other end of standard input and never writes. However the parent ends,
 * {@code kill -9} included, the system closes that end, and the read here returns. Nothing is left
 * behind, on any system; a process that is paused ends as soon as it is resumed.
 */
public final class AttendedMain {

  private AttendedMain() {}

  /** Runs the main class that the first argument names, with the other arguments. */
  public static void main(String[] args) throws Throwable {
    Thread attendant = new Thread(AttendedMain::endWithParent, "end-with-parent");
    attendant.setDaemon(true);
    attendant.start();
    try {
      Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
          Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // the parent writes nothing; whatever it is, it is alive
      }
    } catch (IOException e) {
      // as good as the end
    }
    Runtime.getRuntime().halt(1);
  }
}
