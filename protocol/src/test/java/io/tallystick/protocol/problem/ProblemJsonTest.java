package io.tallystick.protocol.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.protocol.event.RejectedEvent;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: every refusal makes a complete and valid document, whatever text a client sent, half
 * surrogate pairs included.
 */
class ProblemJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @EnumSource
  void everyCodeHasADocumentAndAGuide(ErrorCode code) throws IOException {
    JsonNode problem = JSON.readTree(ProblemJson.write(new Refusal(code, "why"), "/v1/stats"));
    assertThat(problem.get("type").asText()).isEqualTo("/docs/errors#" + code.code());
    assertThat(problem.get("status").asInt()).isEqualTo(code.httpStatus());
    assertThat(problem.get("code").asText()).isEqualTo(code.code());
    assertThat(problem.get("detail").asText()).isEqualTo("why");
    assertThat(problem.get("instance").asText()).isEqualTo("/v1/stats");
    assertThat(problem.get("retryable").asBoolean()).isEqualTo(code.retryable());
    assertThat(problem.get("title").asText()).matches("[A-Z][A-Za-z0-9 ]+");
    ErrorGuide guide = ErrorGuide.of(code);
    assertThat(guide.meaning()).endsWith(".");
    assertThat(guide.remedy()).endsWith(".");
  }

  @Property
  void anyTextCanBeWritten(@ForAll String text) throws IOException {
    // pairs that are whole come out as they were; halves are replaced
    String written = JSON.readTree(
            ProblemJson.write(new Refusal(ErrorCode.INVALID_TEXT, text), text))
        .get("detail")
        .asText();
    assertThat(written.length()).isLessThanOrEqualTo(WireText.LENGTH_MAX + 1);
    if (text.length() <= WireText.LENGTH_MAX && text.chars().noneMatch(ProblemJsonTest::half)) {
      assertThat(written).isEqualTo(text);
    }
  }

  private static boolean half(int unit) {
    return Character.isSurrogate((char) unit);
  }

  @Property
  void anyRejectedEventCanBeWritten(@ForAll String id, @ForAll String message) throws IOException {
    List<RejectedEvent> rejected =
        List.of(new RejectedEvent(7, id, new Refusal(ErrorCode.WRONG_TYPE, message)));
    JsonNode answer = JSON.readTree(BatchJson.write(3, rejected));
    assertThat(answer.get("accepted").asInt()).isEqualTo(3);
    assertThat(answer.at("/rejected/0/index").asInt()).isEqualTo(7);
    assertThat(answer.at("/rejected/0/code").asText()).isEqualTo("wrong-type");
    JsonNode problem =
        JSON.readTree(BatchJson.writeProblem(rejected.get(0).refusal(), "/v1/events", rejected));
    assertThat(problem.get("accepted").asInt()).isZero();
    assertThat(problem.get("rejected")).isEqualTo(answer.get("rejected"));
  }

  @ParameterizedTest
  @EnumSource
  void aWholePairStaysAndAHalfIsReplaced(ErrorCode code) throws IOException {
    String text = "a\ud83d\ude00b\ud83dc\ude00";
    JsonNode problem = JSON.readTree(ProblemJson.write(new Refusal(code, text), null));
    assertThat(problem.get("detail").asText()).isEqualTo("a\ud83d\ude00b\ufffdc\ufffd");
    assertThat(problem.has("instance")).isFalse();
  }
}
