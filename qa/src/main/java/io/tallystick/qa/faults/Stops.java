package io.tallystick.qa.faults;

import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import io.tallystick.qa.process.NodeProcess;
import java.util.List;
import java.util.SplittableRandom;

/** Asks the process to stop while clients send, some of which never finish their request. */
final class Stops implements Scenario {

  private static final int LOAD_MILLIS_MAX = 1500;
  private static final int STOP_MILLIS_MAX = 10_000;

  /** Of the default, five seconds, too little would be left to what takes longer on a busy machine. */
  private static final String DRAIN = "server: { drain-timeout: 1s }";

  private static final int STALLED = 20;

  @Override
  public String name() {
    return "stops";
  }

  @Override
  public String goal() {
    return "SIGTERM under load: exits 0 within 10 s, everything acknowledged is there";
  }

  @Override
  public String run(Trial trial) throws Exception {
    SplittableRandom random = trial.random();
    long slowestMillis = 0;
    try (Load load = new Load(LoadSettings.FAST.withRule(), random.split())) {
      for (int stop = 1; stop <= trial.extent().stops(); stop++) {
        try (NodeProcess node =
                trial.serve(List.of(), Trial.configuration(DRAIN)).awaitReady();
            StalledClients stalled = new StalledClients(node.uri())) {
          load.resend(node);
          load.check(node, "before stop " + stop);
          stalled.open(STALLED);
          load.start(node);
          Thread.sleep(random.nextInt(LOAD_MILLIS_MAX));
          load.expectTheEnd();
          long begin = System.nanoTime();
          int exitCode = node.terminate();
          long millis = Trial.millisSince(begin);
          load.join(node, "stop " + stop);
          if (exitCode != 0 || millis > STOP_MILLIS_MAX) {
            throw new AssertionError("stop " + stop + ": exit code " + exitCode + " after " + millis
                + " ms (expected: 0 within " + STOP_MILLIS_MAX + " ms)\n" + node);
          }
          slowestMillis = Math.max(slowestMillis, millis);
          trial.say("SIGTERM: exit code 0 after %d ms; %s", millis, load.summary());
        }
      }
      try (NodeProcess node = trial.serve(List.of(), Trial.configuration(DRAIN)).awaitReady()) {
        load.resend(node);
        load.check(node, "after the last stop");
      }
      return trial.extent().stops() + " stops, the slowest took " + slowestMillis + " ms, "
          + load.summary();
    }
  }
}
