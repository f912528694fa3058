package io.tallystick.qa.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.app.Main;
import io.tallystick.qa.house.Repository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Goal: the page about sizing shows what the command says. Method: runs it, and compares. */
final class SizingPageTest {

  private static final Pattern SHOWN =
      Pattern.compile("```sh\n\\./tallystick (size [^\n]*)\n```\n\n```\n(.*?)```", Pattern.DOTALL);

  @Test
  void showsWhatTheCommandSays() throws IOException {
    String page = Files.readString(Repository.root().resolve("docs/operating/sizing.md"));
    Matcher shown = SHOWN.matcher(page);
    int examples = 0;
    while (shown.find()) {
      StringWriter out = new StringWriter();
      CommandLine command = Main.commandLine().setOut(new PrintWriter(out));
      assertThat(command.execute(shown.group(1).split(" "))).isZero();
      assertThat(shown.group(2)).as(shown.group(1)).isEqualTo(out.toString());
      examples++;
    }
    assertThat(examples).isEqualTo(4);
  }
}
