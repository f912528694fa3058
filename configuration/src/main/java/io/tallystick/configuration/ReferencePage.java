package io.tallystick.configuration;

import java.util.List;

/** The reference of all keys as a page, made from {@link Keys}. */
public final class ReferencePage {

  private static final List<String> HEAD = List.of(
      "# Configuration",
      "",
      "<!-- Made by `./tallystick config --reference`; a test compares this page with the keys. -->",
      "",
      "A node is configured by one YAML file, by the environment and by flags. Every key is optional:",
      "a node without any configuration works. A flag wins over the environment, that over the file,",
      "that over the default.",
      "",
      "```yaml",
      "server:",
      "  port: 8080",
      "data:",
      "  directory: ./data",
      "dimensions:",
      "  - country              # the event attribute of that name",
      "  - [subject, country]   # a combination",
      "rules:",
      "  - { type: vote, required-attributes: [country], min-value: 0, max-value: 10 }",
      "deduplication:",
      "  window: 1h",
      "```",
      "",
      "- **File**: `--config FILE`, which must exist; otherwise `./tallystick.yaml` if it is there. An",
      "  empty value means the default.",
      "- **Environment**: `TALLYSTICK_`, then the key in capitals with underscores, such as",
      "  `TALLYSTICK_SERVER_PORT`. Lists are written as in YAML:",
      "  `TALLYSTICK_DIMENSIONS='[country, [subject, country]]'`. An empty variable means not set. In",
      "  Kubernetes switch `enableServiceLinks` off, or a service named `tallystick-server` sets",
      "  `TALLYSTICK_SERVER_PORT` to an address.",
      "- **Flags**: `--port`, `--data`, `--role`, and `--set KEY=VALUE` for any key.",
      "",
      "`./tallystick config` prints the effective value of every key and where it comes from (`--json`",
      "for programs). Its output is a configuration file itself. A key that does not exist, a value",
      "out of range and a broken relation between keys all stop the start; all of them are reported",
      "at once:",
      "",
      "```",
      "tallystick: tallystick.yaml:2: server.prot: unknown key (did you mean server.port?)",
      "tallystick: environment TALLYSTICK_LOG_RETENTION: log.retention: 5m (expected: at least"
          + " deduplication.window = 10m, because an event must not leave the log while a copy of it"
          + " can arrive)",
      "```",
      "",
      "Durations are written `500ms`, `30s`, `10m`, `24h`, `7d`; sizes `512` (bytes), `16KiB`, `64MiB`,",
      "`2GiB`.",
      "");

  private ReferencePage() {}

  /** The page as it stands in {@code docs/operating/configuration.md}. */
  public static String markdown() {
    StringBuilder page = new StringBuilder();
    HEAD.forEach(line -> page.append(line).append('\n'));
    page.append("## Keys\n");
    for (Key<?> key : Keys.ALL) {
      page.append("\n### `").append(key.name()).append("`\n\n");
      page.append(key.documentation()).append("\n\n");
      page.append("Default `").append(key.defaultText()).append("`; ");
      page.append("values: ").append(key.kind().expected()).append("; ");
      page.append("environment `").append(key.environmentName()).append("`.\n");
    }
    page.append("\n## Relations\n\n");
    for (Relation<?> relation : Relation.ALL) {
      page.append("- `").append(relation.larger().name()).append("` is at least `");
      page.append(relation.smaller().name())
          .append("`: ")
          .append(relation.reason())
          .append(".\n");
    }
    return page.toString();
  }
}
