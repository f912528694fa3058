package io.tallystick.server.answer;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.protocol.problem.ProblemJson;
import org.jspecify.annotations.Nullable;

/** The answers that all calls share. Stateless. */
public final class Answers {

  /** The media type of problem documents. */
  public static final MediaType PROBLEM = MediaType.parse(ProblemJson.MEDIA_TYPE);

  /** What to wait before a retry, in seconds: overload and restarts pass within moments. */
  static final String RETRY_AFTER_SECONDS = "1";

  /** What the server reads, for whoever sent something else (RFC 7694). */
  private static final String ENCODINGS = "gzip, zstd, identity";

  private Answers() {}

  /**
   * Answers can be given from the moment on when a node has read its state.
   *
   * @throws RefusedException while it starts
   */
  public static void checkPossible(NodeStatus status) {
    if (status.state() == NodeStatus.State.STARTING) {
      throw new RefusedException(
          ErrorCode.UNAVAILABLE, "node", "starting", "ready, see /ready; try again");
    }
  }

  /**
   * The problem document of {@code refusal}.
   *
   * @param path what was asked for; null leaves it out
   */
  public static HttpResponse problem(Refusal refusal, @Nullable String path) {
    return of(problemHeaders(refusal.code()), ProblemJson.write(refusal, path));
  }

  /** The headers of a problem document, to which a caller may add. */
  public static ResponseHeadersBuilder problemHeaders(ErrorCode code) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(code.httpStatus())).contentType(PROBLEM);
    if (code.passes()) {
      headers.add(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    if (code == ErrorCode.UNSUPPORTED_ENCODING) {
      headers.add(HttpHeaderNames.ACCEPT_ENCODING, ENCODINGS);
    }
    return headers;
  }

  /** JSON with the given status. */
  public static HttpResponse json(HttpStatus status, byte[] body) {
    return of(ResponseHeaders.builder(status).contentType(MediaType.JSON), body);
  }

  /** Headers and body; keeps the array. */
  public static HttpResponse of(ResponseHeadersBuilder headers, byte[] body) {
    headers.contentLength(body.length);
    return HttpResponse.of(headers.build(), HttpData.wrap(body));
  }
}
