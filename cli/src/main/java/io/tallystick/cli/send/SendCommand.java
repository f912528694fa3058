package io.tallystick.cli.send;

import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends events from files or standard input. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Sends events from files or standard input.",
      "",
      "Lines of NDJSON are sent as they are, unless columns are mapped. CSV and TSV need a subject"
          + " and a type at least. Files packed with gzip are recognized. Sending the same file again"
          + " within the deduplication window of the node counts nothing twice; --resume goes on"
          + " where a run has stopped, whenever that was.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick send events.ndjson.gz",
      "  tallystick send access.tsv --subject url --time time --type-literal view --value bytes",
      "  tallystick send votes.csv --subject item_id --time ts --type-literal like --value likes \\%n"
          + "      --resume votes.progress --rejected rejected.ndjson",
      "  tallystick send edits.json --subject \"{channel}/{page}\" --time time \\%n"
          + "      --type-literal edit --value added --attribute country=countryIsoCode",
      "  tail -f access.log | to-ndjson | tallystick send -",
      "",
      "Exit codes: 0 all accepted, 1 some rejected, 2 wrong command line, 3 no server answered.",
    })
public final class SendCommand implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";

  @Spec
  private CommandSpec command;

  @Parameters(
      paramLabel = "FILE",
      description = "Files to send; - or nothing means standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--format",
      order = 1,
      description =
          "ndjson, csv or tsv. Without it: by the name of the file; standard input is" + " ndjson.")
  private @Nullable InputFormat format;

  @Option(
      names = "--delimiter",
      order = 2,
      paramLabel = "CHAR",
      defaultValue = ",",
      description = "Between the fields of csv.")
  private char delimiter = ',';

  @Option(
      names = "--no-header",
      order = 3,
      description = "There is no line with names; columns are called #1, #2, …")
  private boolean noHeader;

  @Option(
      names = "--charset",
      order = 4,
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description = "Character set of csv and tsv, such as ISO-8859-1.")
  private Charset charset = StandardCharsets.UTF_8;

  @ArgGroup(validate = false, order = 10, heading = "%nWhich column becomes what:%n")
  private MappingOptions mapping = new MappingOptions();

  @Option(
      names = "--name",
      order = 30,
      paramLabel = "NAME",
      description = "Stands for the file's name in the ids that are made. Standard input has a new"
          + " name each time, so that the same lines count again.")
  private @Nullable String name;

  @Option(
      names = "--batch",
      order = 31,
      paramLabel = "N",
      defaultValue = "1000",
      description = "Events in one request.")
  private int batch = 1000;

  @Option(
      names = "--concurrency",
      order = 32,
      paramLabel = "N",
      defaultValue = "4",
      description = "Requests under way at a time.")
  private int concurrency = 4;

  @Option(names = "--compress", order = 33, description = "Compress requests with gzip.")
  private boolean compress;

  @Option(
      names = "--retry-for",
      order = 34,
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long a request is tried again when the server is away or overloaded.")
  private int retrySeconds = 60;

  @Option(
      names = "--resume",
      order = 35,
      paramLabel = "FILE",
      description = "Remember in FILE which lines are acknowledged, and go on there.")
  private @Nullable Path resume;

  @Option(
      names = "--rejected",
      order = 36,
      paramLabel = "FILE",
      description = "Write rejected lines with the reason to FILE, as NDJSON.")
  private @Nullable Path rejected;

  @Option(
      names = "--dry-run",
      order = 37,
      description = "Send nothing; print the events of the first ten lines.")
  private boolean dryRun;

  @Option(names = "--quiet", order = 38, description = "Show no progress.")
  private boolean quiet;

  @Option(names = "--json", order = 39, description = "Print the summary as one JSON object.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException, IOException {
    range("--batch", batch, 100_000);
    range("--concurrency", concurrency, 64);
    range("--retry-for", retrySeconds, 86_400);
    List<Input> inputs = inputs();
    RecordReaders readers = new RecordReaders(charset, delimiter, !noHeader);
    if (dryRun) {
      return new DryRun(readers, mapping).print(inputs, System.in, out());
    }
    return send(inputs, readers, node.client());
  }

  private int send(List<Input> inputs, RecordReaders readers, NodeClient client)
      throws InterruptedException, IOException {
    Tally tally = new Tally();
    AtomicLong bytesRead = new AtomicLong();
    ResumeFile resumeFile = resume == null ? null : new ResumeFile(resume);
    boolean append = resumeFile != null && resumeFile.isFound();
    SendSummary summary;
    CommandFailure failure = null;
    try (RejectedFile rejectedFile = rejected == null ? null : new RejectedFile(rejected, append);
        ProgressLine progress = progress(inputs, tally, bytesRead)) {
      FirstFailure stop = new FirstFailure();
      SendRun run = new SendRun(
          new SendRun.Settings(batch, concurrency),
          new SendRun.Parts(
              readers,
              mapping,
              System.in,
              bytesRead,
              new Delivery(client, compress, retrySeconds * 1000L, tally, stop),
              tally,
              stop,
              rejectedFile,
              resumeFile));
      try {
        run.send(inputs);
      } catch (CommandFailure e) {
        failure = e;
      }
      String reason = failure == null ? null : failure.getMessage();
      summary = new SendSummary(tally.snapshot(), progress.seconds(), reason);
    }
    return end(summary, failure);
  }

  private int end(SendSummary summary, @Nullable CommandFailure failure) {
    boolean nothingDone = failure != null && failure.exitCode() == ExitCode.USAGE;
    if (json) {
      out().print(summary.json());
    } else if (!nothingDone && !summary.isEmpty()) {
      out().print(summary.text());
    }
    out().flush();
    if (failure != null) {
      throw failure;
    }
    return summary.tally().rejected() > 0 ? ExitCode.REFUSED : ExitCode.OK;
  }

  private ProgressLine progress(List<Input> inputs, Tally tally, AtomicLong bytesRead)
      throws IOException {
    long bytes = 0;
    for (Input input : inputs) {
      bytes += input.bytes();
    }
    boolean terminal = System.console() != null;
    PrintWriter err = quiet
        ? new PrintWriter(PrintWriter.nullWriter())
        : command.commandLine().getErr();
    return new ProgressLine(err, terminal, tally, bytesRead, bytes);
  }

  private List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (String file : files.isEmpty() ? List.of(STANDARD_INPUT) : files) {
      inputs.add(file.equals(STANDARD_INPUT) ? standardInput() : file(file));
    }
    return inputs;
  }

  private Input standardInput() {
    if (resume != null) {
      throw usage("--resume: standard input (expected: files, which can be read again)");
    }
    String own = name == null ? UUID.randomUUID().toString() : name;
    return new Input(STANDARD_INPUT, own, null, format == null ? InputFormat.NDJSON : format);
  }

  private Input file(String file) {
    Path path = Path.of(file);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw usage(file + " (expected: a file that can be read)");
    }
    String fileName = String.valueOf(path.getFileName());
    Optional<InputFormat> known =
        format == null ? InputFormat.ofName(fileName) : Optional.of(format);
    String own = name == null ? Input.withoutGz(fileName) : name;
    return new Input(
        file,
        own,
        path,
        known.orElseThrow(() -> usage("--format: missing for " + file
            + " (expected: ndjson, csv or tsv; its name does not tell)")));
  }

  private void range(String flag, int value, int max) {
    if (value < 1 || value > max) {
      throw usage(flag + ": " + value + " (expected: 1.." + max + ")");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }
}
