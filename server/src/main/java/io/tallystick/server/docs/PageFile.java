package io.tallystick.server.docs;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One file of the page, kept compressed from its first use on. Thread-safe. */
final class PageFile implements HttpService {

  /*
   * A browser keeps the file and asks each time whether it is still the same, which costs it a
   * moment and us a head; so an update of the node is seen at once. Hashes in the names would save
   * the question, and would need a build step that rewrites every import.
   */

  /** Files of this server and calls to it; pictures may be made by the page itself. */
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
      + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
      + " frame-ancestors 'none'";

  private record Content(byte[] plain, byte[] compressed, String tag) {}

  private final String resource;
  private final MediaType type;
  private volatile @Nullable Content content;

  /**
   * @param resource absolute name on the class path
   * @throws IllegalArgumentException when there is no such resource
   */
  PageFile(String resource, MediaType type) {
    this.resource = resource;
    this.type = type;
    if (PageFile.class.getResource(resource) == null) {
      throw new IllegalArgumentException("resource: " + resource + " (expected: on class path)");
    }
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    Content known = content;
    return known != null
        ? answer(request, known)
        : HttpResponse.of(() -> answer(request, load()), ctx.blockingTaskExecutor());
  }

  private HttpResponse answer(HttpRequest request, Content known) {
    ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.OK)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
        .set(HttpHeaderNames.ETAG, known.tag())
        .set(HttpHeaderNames.VARY, "accept-encoding")
        .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
        .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer");
    if (known.tag().equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH))) {
      return HttpResponse.of(headers.status(HttpStatus.NOT_MODIFIED).build());
    }
    headers.contentType(type);
    String accepted = request.headers().get(HttpHeaderNames.ACCEPT_ENCODING, "");
    boolean compressed = accepted.contains("gzip");
    byte[] body = compressed ? known.compressed() : known.plain();
    if (compressed) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    }
    headers.contentLength(body.length);
    return HttpResponse.of(headers.build(), HttpData.wrap(body));
  }

  private Content load() {
    try (InputStream stream = PageFile.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("resource: " + resource + " (expected: still there)");
      }
      byte[] plain = stream.readAllBytes();
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
        gzip.write(plain);
      }
      Content loaded = new Content(plain, compressed.toByteArray(), tag(plain));
      content = loaded;
      return loaded;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
