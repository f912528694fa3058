package io.tallystick.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.cli.CommandRun;
import io.tallystick.cli.RecordingNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: every form of file arrives as the events that it means, each one with an identity. */
class SendCommandTest {

  @TempDir
  private Path directory;

  private RecordingNode node;

  @BeforeEach
  void startNode() throws Exception {
    node = new RecordingNode();
  }

  @AfterEach
  void stopNode() {
    node.close();
  }

  private String file(String name, String text) throws Exception {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private String file(String name, byte[] bytes) throws Exception {
    return Files.write(directory.resolve(name), bytes).toString();
  }

  private String packed(String name, String text) throws Exception {
    Path path = directory.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return path.toString();
  }

  private CommandRun send(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", node.url(), "--quiet", "--retry-for", "60"));
    return new CommandRun(new SendCommand(), all.toArray(String[]::new));
  }

  private List<String> values(String member) {
    return node.events().stream().map(event -> event.path(member).asText()).toList();
  }

  @Test
  void ndjsonIsSentAsItIsAndGetsAnIdWhereItHasNone() throws Exception {
    String mine = "{\"id\":\"mine\",\"type\":\"view\",\"subject\":\"A\",\"value\":1.50}";
    String cloud = "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"view\"}";
    String none = "{ \"type\":\"view\", \"subject\":\"{B}\" }";
    String file = file("e.ndjson", mine + "\n\n" + cloud + "\r\n" + none + "\n{}");
    CommandRun run = send(file);
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> lines = node.batches().get(0);
    assertThat(lines).hasSize(4).startsWith(mine, cloud);
    assertThat(lines.get(2))
        .matches("\\{\"id\":\"4\\.[\\w-]{11}\",\"type\":\"view\", \"subject\":\"\\{B}\" }");
    assertThat(lines.get(3)).matches("\\{\"id\":\"5\\.[\\w-]{11}\"}");
  }

  @Test
  void csvWithQuotesAndLineEndsInFields() throws Exception {
    String file = file(
        "e.csv",
        "\ufeffwhen,page,\"who, where\",n\r\n"
            + "2020-01-01T00:00:00Z,\"a \"\"b\"\"\nc\",\"DE\",1.50\r\n"
            + "1577836800,\u00e9t\u00e9,,-2\r\n");
    CommandRun run = send(
        file,
        "--subject",
        "page",
        "--type-literal",
        "edit",
        "--time",
        "when",
        "--value",
        "n",
        "--attribute",
        "country=who, where",
        "--attribute-literal",
        "app=web",
        "--source-literal",
        "wiki");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode first = node.events().get(0);
    assertThat(first.path("subject").asText()).isEqualTo("a \"b\"\nc");
    assertThat(first.path("value").asText()).isEqualTo("1.50");
    assertThat(first.path("attributes").toString())
        .isEqualTo("{\"country\":\"DE\",\"app\":\"web\"}");
    assertThat(first.path("source").asText()).isEqualTo("wiki");
    JsonNode second = node.events().get(1);
    assertThat(second.path("subject").asText()).isEqualTo("\u00e9t\u00e9");
    assertThat(second.path("time").asLong()).isEqualTo(1_577_836_800_000L);
    assertThat(second.path("attributes").toString()).isEqualTo("{\"app\":\"web\"}");
    assertThat(second.path("id").asText()).startsWith("4.");
  }

  @Test
  void tsvHasNoQuotesAndRowsMayBeLongerOrShorterThanTheHeader() throws Exception {
    String file =
        packed("log.tsv.gz", "host\turl\tbytes\nh1\t\"/a\t10\t\t\nh2\t/b\u0000c\t20\nh3\t/d\n");
    CommandRun run = send(
        file,
        "--subject",
        "url",
        "--type-literal",
        "view",
        "--value",
        "bytes",
        "--value-default",
        "0");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(values("subject")).containsExactly("\"/a", "/b\u0000c", "/d");
    assertThat(values("value")).containsExactly("10", "20", "0");
  }

  @Test
  void withoutAHeaderColumnsAreCalledByTheirPlace() throws Exception {
    String file = file("e.txt", "A;x\nB;y\n");
    CommandRun run = send(
        file,
        "--format",
        "csv",
        "--delimiter",
        ";",
        "--no-header",
        "--subject",
        "{#2}-{#1}",
        "--type-literal",
        "t");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(values("subject")).containsExactly("x-A", "y-B");
  }

  @Test
  void membersOfJsonCanBeMapped() throws Exception {
    String file = file(
        "e.json",
        "{\"page\":\"P\",\"ch\":\"#en\",\"geo\":{\"cc\":null},\"n\":1.2300,\"bot\":true}\n"
            + "{\"page\":\"Q\",\"ch\":\"#de\",\"geo\":{\"cc\":\"DE\"},\"n\":7}\n"
            + "{\"page\":[1],\"ch\":\"#de\",\"n\":7}\n");
    CommandRun run = send(
        file,
        "--subject",
        "{ch}/{page}",
        "--type-literal",
        "edit",
        "--value",
        "n",
        "--attribute",
        "country=geo.cc",
        "--attribute",
        "bot=bot");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(values("subject")).containsExactly("#en/P", "#de/Q");
    assertThat(values("value")).containsExactly("1.2300", "7");
    assertThat(node.events().get(0).path("attributes").toString()).isEqualTo("{\"bot\":\"true\"}");
    assertThat(node.events().get(1).path("attributes").toString())
        .isEqualTo("{\"country\":\"DE\"}");
    assertThat(run.out()).contains("wrong-type 1").contains("e.json:3");
  }

  @Test
  void theSameLineIsTheSameEventAndAnotherMappingIsAnother() throws Exception {
    String text = "page,likes,comments\nA,1,2\nA,1,2\n";
    String file = file("votes.csv", text);
    String copy = packed("votes.csv.gz", text);
    String[] likes = {"--subject", "page", "--type-literal", "like", "--value", "likes"};
    send(file, likes[0], likes[1], likes[2], likes[3], likes[4], likes[5]);
    send(copy, likes[0], likes[1], likes[2], likes[3], likes[4], likes[5]);
    assertThat(node.events()).hasSize(2);
    send(file, "--subject", "page", "--type-literal", "comment", "--value", "comments");
    assertThat(node.events()).hasSize(4);
    send(file, "--name", "other", likes[0], likes[1], likes[2], likes[3], likes[4], likes[5]);
    assertThat(node.events()).hasSize(6);
    send(file, "--id", "page", likes[0], likes[1], likes[2], likes[3]);
    assertThat(node.events()).hasSize(7);
  }

  @Test
  void standardInputHasItsOwnIdsEachTimeUnlessItIsNamed() {
    String text = "{\"type\":\"t\",\"subject\":\"s\"}\n";
    InputStream before = System.in;
    try {
      for (String[] flags : new String[][] {{"-"}, {"-"}, {"-", "--name", "n"}, {"--name", "n"}}) {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(send(flags).exitCode()).isZero();
      }
    } finally {
      System.setIn(before);
    }
    assertThat(node.arrivals()).isEqualTo(4);
    assertThat(node.events()).hasSize(3);
  }

  @Test
  void wrongBytesRejectTheirLineOnly() throws Exception {
    byte[] latin = "s,v\ncaf\u00e9,1\ntea,2\n".getBytes(StandardCharsets.ISO_8859_1);
    String file = file("e.csv", latin);
    CommandRun run = send(file, "--subject", "s", "--type-literal", "t");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("malformed-utf8");
    assertThat(values("subject")).containsExactly("tea");
    send(file, "--subject", "s", "--type-literal", "t", "--charset", "ISO-8859-1");
    assertThat(values("subject")).containsExactly("tea", "caf\u00e9");
  }

  @Test
  void batchesAreAsLargeAsAskedForAndCanBeCompressed() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2_345; i++) {
      text.append("{\"type\":\"t\",\"subject\":\"").append(i).append("\"}\n");
    }
    CommandRun run = send(file("e.jsonl", text.toString()), "--compress", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("{\"accepted\":2345,\"rejected\":0,\"sentBefore\":0,");
    assertThat(node.batches()).extracting(List::size).containsExactlyInAnyOrder(1000, 1000, 345);
    assertThat(node.events()).hasSize(2_345);
  }

  @Test
  void aDryRunSendsNothing() throws Exception {
    String file = file("e.csv", "s,v\nA,1\nB,\n");
    CommandRun run =
        send(file, "--dry-run", "--subject", "s", "--type-literal", "t", "--value", "v");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"subject\":\"A\",\"value\":\"1\"")
        .contains("# " + file + ":3: rejected, value: nothing in v (expected: a number, or"
            + " --value-default)");
    assertThat(node.batches()).isEmpty();
  }

  @Test
  void wrongFlagsAreToldBeforeAnythingIsSent() throws Exception {
    String file = file("e.csv", "page,likes\nA,1\n");
    assertThat(send(file, "--subject", "pgae", "--type-literal", "t").err())
        .contains("--subject: pgae (did you mean page?)")
        .contains("has the columns: page, likes");
    assertThat(send(file, "--subject", "page").err())
        .contains("--type: missing (expected: --type COLUMN or --type-literal TEXT)");
    assertThat(send(file, "--subject", "{page", "--type-literal", "t").err())
        .contains("--subject: {page (expected: a } for every {)");
    assertThat(send(file, "--subject", "page", "--subject-literal", "x").err())
        .contains("--subject and --subject-literal: both");
    assertThat(send(file("e.dat", "")).err()).contains("--format: missing for ");
    assertThat(send(directory.resolve("no.csv").toString()).err())
        .contains("no.csv (expected: a file that can be read)");
    assertThat(send("-", "--resume", "state").err()).contains("--resume: standard input");
    assertThat(send(file, "--batch", "0").exitCode()).isEqualTo(2);
    assertThat(node.batches()).isEmpty();
  }
}
