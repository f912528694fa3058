package io.tallystick.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process has used.
 *
 * @param cpuSeconds of all its threads, in user and in kernel mode
 * @param memoryPeakBytes most resident memory so far; 0 where the system does not tell
 * @param memoryBytes resident memory now; 0 where the system does not tell
 */
public record ProcessUsage(double cpuSeconds, long memoryPeakBytes, long memoryBytes) {

  /*
   * Linux counts CPU time in /proc/PID/stat in ticks of 10 ms, of threads that have ended too.
   * Elsewhere the process handle knows the CPU time, and nobody the memory.
   */

  private static final double TICKS_PER_SECOND = 100;
  private static final int UTIME = 11;
  private static final int STIME = 12;

  static ProcessUsage of(ProcessHandle process) throws IOException {
    Path folder = Path.of("/proc", Long.toString(process.pid()));
    if (!Files.isReadable(folder.resolve("stat"))) {
      Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
      return new ProcessUsage(cpu.toNanos() / 1e9, 0, 0);
    }
    String stat = Files.readString(folder.resolve("stat"));
    // the name of the program, in parentheses, may hold spaces; fields are counted after it
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    String status = Files.readString(folder.resolve("status"));
    return new ProcessUsage(
        ticks / TICKS_PER_SECOND, kibibytes(status, "VmHWM"), kibibytes(status, "VmRSS"));
  }

  private static long kibibytes(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .findFirst()
        .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
        .orElse(0L);
  }
}
