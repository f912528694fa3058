package io.tallystick.testkit.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One search by Jazzer in a process of its own. Single-threaded. */
final class FuzzSearch {

  /*
   * In target/fuzz/CLASS/NAME stand `seeds`, written anew for each search, `corpus`, which the long
   * searches grow and begin with, `found`, and the log of the process.
   *
   * The heap is small: a decoder that believes a length which its input only claims runs out of
   * memory, and that is a finding, too.
   */

  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
  private static final String OURS = "io.tallystick.**";
  private static final int INPUT_BYTES_MAX = 4096;
  private static final int INPUT_SECONDS_MAX = 10;
  private static final long PAUSED_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);
  private static final int HEAP_MIB = 256;
  private static final int SHORT_SECONDS_MAX = 120;
  private static final int SHOWN_LINES_MAX = 40;
  private static final long REPORT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Pattern STATUS = Pattern.compile("#(\\d+)\\s+(\\w+)\\s+cov: (\\d+) .*");

  private final Class<?> contract;
  private final List<FuzzTarget> targets;
  private final String name;
  private final Path directory;
  private final Path found;
  private final ArrayDeque<String> lastLines = new ArrayDeque<>();
  private long runs;
  private long firstCoverage;
  private long coverage;

  FuzzSearch(Class<?> contract, List<FuzzTarget> targets, String name) {
    this.contract = contract;
    this.targets = targets;
    this.name = name;
    directory = Path.of("target", "fuzz", contract.getSimpleName(), name).toAbsolutePath();
    found = directory.resolve("found");
  }

  /** The same inputs each time. */
  void forRuns(int runsMax) throws Exception {
    search(
        List.of("-XX:TieredStopAtLevel=1"),
        List.of("-seed=1", "-runs=" + runsMax, "-max_total_time=" + SHORT_SECONDS_MAX),
        directory.resolve("scratch"),
        null);
    if (coverage <= firstCoverage && runs >= runsMax) {
      throw new AssertionError(describe() + ": coverage did not grow from " + coverage
          + " (expected: that classes are instrumented); see " + log());
    }
  }

  /** Other inputs each time. */
  void forSeconds(int seconds) throws Exception {
    int seed = 1 + new Random().nextInt(Integer.MAX_VALUE - 1);
    search(
        List.of("-XX:+TieredCompilation"),
        List.of("-seed=" + seed, "-max_total_time=" + seconds),
        directory.resolve("corpus"),
        System.out);
    System.out.printf(
        "fuzz %s: %,d inputs in %d s, seed %d, coverage %d, nothing found%n",
        name, runs, seconds, seed, coverage);
  }

  private void search(
      List<String> vmOptions, List<String> options, Path corpus, @Nullable PrintStream progress)
      throws Exception {
    clear(found);
    clear(directory.resolve("scratch"));
    Files.createDirectories(corpus);
    Path seeds = writeSeeds();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-ea", "-Xmx" + HEAP_MIB + "m", "-XX:+UseSerialGC", "-Xshare:off"));
    command.addAll(vmOptions);
    command.add("-D" + FuzzProcess.CONTRACT + "=" + contract.getName());
    if (targets.size() == 1) {
      command.add("-D" + FuzzProcess.TARGET + "=" + targets.get(0).name());
    }
    command.addAll(List.of("-cp", classPath(), JAZZER));
    command.add("--target_class=" + FuzzProcess.class.getName());
    command.add("--instrumentation_includes=" + OURS);
    command.add("--custom_hook_includes=" + OURS);
    command.add("--reproducer_path=" + found);
    command.add("-artifact_prefix=" + found + "/");
    command.add("-max_len=" + INPUT_BYTES_MAX);
    command.add("-timeout=" + INPUT_SECONDS_MAX);
    // few changes at a time: most of ours have checksums or several fields that must stay right
    command.add("--mutator_framework=false");
    command.add("-mutate_depth=2");
    command.add("-print_final_stats=1");
    command.addAll(options);
    command.add(corpus.toString());
    command.add(seeds.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      follow(process, progress);
      int exit = process.waitFor();
      Path artifact = artifact();
      if (artifact != null) {
        report(artifact);
      } else if (exit != 0) {
        throw new AssertionError(describe() + " ended with " + exit + " (expected: 0); " + log()
            + " ends with\n" + String.join("\n", lastLines));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private void follow(Process process, @Nullable PrintStream progress) throws IOException {
    long reported = System.nanoTime();
    try (BufferedReader lines = process.inputReader(UTF_8);
        PrintStream log = new PrintStream(Files.newOutputStream(log()), false, UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.println(line);
        lastLines.add(line);
        if (lastLines.size() > SHOWN_LINES_MAX) {
          lastLines.remove();
        }
        Matcher status = STATUS.matcher(line);
        if (status.matches()) {
          runs = Long.parseLong(status.group(1));
          coverage = Long.parseLong(status.group(3));
          firstCoverage = status.group(2).equals("INITED") ? coverage : firstCoverage;
          if (progress != null && System.nanoTime() - reported > REPORT_EVERY_NANOS) {
            progress.printf("fuzz %s: %,d inputs, coverage %d%n", name, runs, coverage);
            reported = System.nanoTime();
          }
        }
      }
    }
  }

  /** Keeps what was found, shows what it leads to, and fails. */
  private void report(Path artifact) throws Exception {
    byte[] bytes = Files.readAllBytes(artifact);
    boolean alone = targets.size() == 1;
    FuzzTarget target = alone ? targets.get(0) : FuzzProcess.chosen(targets, bytes);
    byte[] input = alone ? bytes : FuzzProcess.payload(bytes);
    Throwable cause = null;
    long begin = System.nanoTime();
    try {
      target.check().accepts(input);
    } catch (Exception | Error e) {
      cause = e;
    }
    long nanos = System.nanoTime() - begin;
    if (cause == null && isTimeout(artifact) && nanos < PAUSED_NANOS_MAX) {
      return; // the machine was busy or paused, the input is not slow
    }
    Path kept = FuzzInputs.keep(target, input);
    throw new AssertionError(
        "fuzz target " + target.name() + " does not hold for " + input.length + " bytes ("
            + artifact.getFileName() + "), kept as " + kept
            + "; mend the cause, the tests try this input from now on; see " + log()
            + (cause == null ? "; it holds without instrumentation, with more memory" : ""),
        cause);
  }

  private static boolean isTimeout(Path artifact) {
    return artifact.getFileName().toString().startsWith("timeout-");
  }

  private @Nullable Path artifact() throws IOException {
    try (Stream<Path> files = Files.list(found)) {
      return files
          .filter(file -> file.getFileName().toString().matches("(crash|timeout|oom|leak)-.*"))
          .findFirst()
          .orElse(null);
    }
  }

  private Path writeSeeds() throws IOException {
    Path seeds = directory.resolve("seeds");
    clear(seeds);
    int number = 0;
    for (int i = 0; i < targets.size(); i++) {
      FuzzTarget target = targets.get(i);
      List<byte[]> inputs = new ArrayList<>(target.seeds());
      for (Path file : FuzzInputs.of(target)) {
        inputs.add(Files.readAllBytes(file));
      }
      for (byte[] input : inputs) {
        Path file = seeds.resolve(String.format("%04d", number++));
        Files.write(file, targets.size() == 1 ? input : FuzzProcess.choosing(i, input));
      }
    }
    return seeds;
  }

  private static void clear(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(directory);
  }

  private static String classPath() {
    // Surefire hands the tests a class path that is one jar with a list
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  private String describe() {
    return "fuzz search " + name + " of " + contract.getSimpleName();
  }

  private Path log() {
    return directory.resolve("log.txt");
  }
}
