package io.tallystick.server.docs;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.protocol.problem.ErrorGuide;
import io.tallystick.server.answer.Answers;
import java.nio.charset.StandardCharsets;

/** {@code /docs/errors}: where the {@code type} of every problem document leads. */
final class ErrorsPage implements HttpService {

  private static final String HEAD = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>Tallystick errors</title>
      <link rel="stylesheet" href="page.css">
      </head>
      <body>
      <main>
      <h1>Errors</h1>
      <p>Every refusal carries one of these codes, in order of precedence: where several apply, the
      first one is reported.</p>
      <table>
      <tr><th>Code</th><th>Status</th><th>Same again?</th><th>Meaning and what to do</th></tr>
      """;
  private static final String TAIL = """
      </table>
      </main>
      </body>
      </html>
      """;

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    return Answers.of(
        ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.HTML_UTF_8),
        html().getBytes(StandardCharsets.UTF_8));
  }

  private static String html() {
    StringBuilder html = new StringBuilder(HEAD);
    for (ErrorCode code : ErrorCode.values()) {
      ErrorGuide guide = ErrorGuide.of(code);
      html.append("<tr id=\"").append(code.code()).append("\"><td><code>").append(code.code());
      html.append("</code></td><td>").append(code.httpStatus()).append("</td><td>");
      html.append(code.retryable() ? "yes, later" : "no").append("</td><td>");
      html.append(guide.meaning()).append(' ').append(guide.remedy()).append("</td></tr>\n");
    }
    return html.append(TAIL).toString();
  }
}
