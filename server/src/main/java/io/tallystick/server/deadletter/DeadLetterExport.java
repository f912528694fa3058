package io.tallystick.server.deadletter;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterFilter;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.protocol.deadletter.DeadLetterJson;
import io.tallystick.server.query.BoundedExecutor;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes events as NDJSON, page by page, no faster than the client reads. Stateless. */
final class DeadLetterExport {

  /** Dead letters in memory at a time. */
  private static final int PAGE = 100;

  private static final MediaType NDJSON = MediaType.parse("application/x-ndjson");

  private final DeadLetters letters;
  private final BoundedExecutor reads;

  DeadLetterExport(DeadLetters letters, BoundedExecutor reads) {
    this.letters = letters;
    this.reads = reads;
  }

  HttpResponse answer(ServiceRequestContext ctx, DeadLetterFilter filter) {
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK).contentType(NDJSON).build();
    if (ctx.method() == HttpMethod.HEAD) {
      return HttpResponse.of(headers);
    }
    // as long as the client goes on reading; one that stalls is ended by the idle timeout
    ctx.clearRequestTimeout();
    HttpResponseWriter out = HttpResponse.streaming();
    out.write(headers);
    write(out, filter, null);
    return out;
  }

  private void write(
      HttpResponseWriter out, DeadLetterFilter filter, DeadLetters.@Nullable Cursor after) {
    var written = reads.submit(() -> {
      DeadLetters.Page page = letters.page(filter, after, PAGE);
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (DeadLetter letter : page.letters()) {
        lines.writeBytes(DeadLetterJson.line(letter));
      }
      if (lines.size() > 0 && !out.tryWrite(HttpData.wrap(lines.toByteArray()))) {
        return new DeadLetters.Page(page.letters(), null);
      }
      return page;
    });
    written.whenComplete((page, failure) -> {
      if (failure != null) {
        // the client sees a body that breaks off, which it must not take for all of it
        out.close(failure);
      } else if (page.next() == null) {
        out.close();
      } else {
        out.whenConsumed().thenRun(() -> write(out, filter, page.next()));
      }
    });
  }
}
