package io.tallystick.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Goal: the reference page in the documentation says what the table of keys says. */
class ReferencePageTest {

  @Test
  void thePageIsUpToDate() throws Exception {
    Path page = Path.of("..", "docs", "operating", "configuration.md");
    assertThat(Files.readString(page))
        .as("write it again: ./tallystick config --reference > docs/operating/configuration.md")
        .isEqualTo(ReferencePage.markdown());
  }
}
