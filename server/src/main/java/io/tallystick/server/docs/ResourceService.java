package io.tallystick.server.docs;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.server.answer.Answers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** One file of the class path, read when it is asked for. */
public final class ResourceService implements HttpService {

  /*
   * Read each time: pages are asked for rarely, and two megabytes of them would stay in a heap
   * that has better uses. Browsers keep them for a while.
   */

  /** What a page of ours may load and do: files of this server, and calls to it. */
  private static final String POLICY = "default-src 'none'; script-src 'self';"
      + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:;"
      + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final String resource;
  private final MediaType type;

  /**
   * @param resource absolute name on the class path
   * @throws IllegalArgumentException when there is no such resource
   */
  public ResourceService(String resource, MediaType type) {
    this.resource = resource;
    this.type = type;
    if (ResourceService.class.getResource(resource) == null) {
      throw new IllegalArgumentException("resource: " + resource + " (expected: on class path)");
    }
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    return HttpResponse.of(this::read, ctx.blockingTaskExecutor());
  }

  private HttpResponse read() {
    try (InputStream stream = ResourceService.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("resource: " + resource + " (expected: still there)");
      }
      return Answers.of(
          ResponseHeaders.builder(HttpStatus.OK)
              .contentType(type)
              .add(HttpHeaderNames.CACHE_CONTROL, "max-age=300")
              .add(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY),
          stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
