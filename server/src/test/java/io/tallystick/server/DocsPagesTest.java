package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.protocol.problem.ErrorGuide;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Goal: the pages are complete, and nothing on them asks another host. */
class DocsPagesTest {

  private static final TestServer NODE = new TestServer();
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

  @AfterAll
  static void close() {
    NODE.close();
  }

  @Test
  void homeLeadsToTheDocumentation() {
    for (String path : List.of("/", "/docs")) {
      HttpResponse<String> answer = NODE.get(path);
      assertThat(answer.statusCode()).isEqualTo(307);
      assertThat(answer.headers().firstValue("location")).hasValue("/docs/");
    }
  }

  @Test
  void thePageAndAllThatItNamesIsServedFromHere() {
    HttpResponse<String> page = NODE.get("/docs/");
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'")
        .contains("connect-src 'self'");
    assertThat(page.body()).doesNotContain("http");
    Matcher reference = REFERENCE.matcher(page.body());
    int references = 0;
    while (reference.find()) {
      String path = NODE.uri("/docs/").resolve(reference.group(1)).getPath();
      HttpResponse<String> file = NODE.get(path);
      assertThat(file.statusCode()).as(path).isEqualTo(200);
      assertThat(file.body()).as(path).isNotEmpty();
      references++;
    }
    assertThat(references).isGreaterThan(4);
    assertThat(NODE.get("/docs/start.js").body()).contains("'/openapi.json'").doesNotContain("//w");
  }

  @Test
  void theTypeOfEveryProblemLeadsToItsExplanation() {
    String page = NODE.get("/docs/errors").body();
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(page).contains("<tr id=\"" + code.code() + "\">");
      assertThat(page).contains(ErrorGuide.of(code).meaning());
    }
    assertThat(NODE.get("/nowhere").body()).contains("\"type\":\"/docs/errors#not-found\"");
  }

  @Test
  void thePageOfErrorsInTheRepositorySaysTheSame() throws IOException {
    // tests run in the directory of their module
    String page = Files.readString(Path.of("..", "docs", "api", "errors.md"));
    List<String> headings = new ArrayList<>();
    page.lines()
        .filter(line -> line.startsWith("### "))
        .forEach(line -> headings.add(line.substring(4)));
    assertThat(headings)
        .isEqualTo(Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
    String oneLine = page.replace('\n', ' ');
    for (ErrorCode code : ErrorCode.values()) {
      ErrorGuide guide = ErrorGuide.of(code);
      assertThat(oneLine)
          .contains("### " + code.code() + "  Status " + code.httpStatus() + ". "
              + (code.retryable() ? "Again later." : "Not again.") + "  " + guide.meaning() + " "
              + guide.remedy());
    }
  }
}
