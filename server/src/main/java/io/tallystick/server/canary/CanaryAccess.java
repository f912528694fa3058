package io.tallystick.server.canary;

import com.linecorp.armeria.common.RequestHeaders;
import io.tallystick.core.node.CanaryReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Knows the requests of the node's own canary, and what it has found. Thread-safe. */
public final class CanaryAccess {

  /** The request header that carries the token. */
  public static final String HEADER = "tallystick-canary";

  private final byte @Nullable [] token;
  private final Supplier<CanaryReport> report;

  private CanaryAccess(byte @Nullable [] token, Supplier<CanaryReport> report) {
    this.token = token;
    this.report = report;
  }

  /**
   * Access for whoever sends {@code token}.
   *
   * @param token random for each start, known to this process only
   * @param report what the canary has found
   */
  public static CanaryAccess of(String token, Supplier<CanaryReport> report) {
    return new CanaryAccess(token.getBytes(StandardCharsets.UTF_8), report);
  }

  /** Access for nobody: a node without a canary. */
  public static CanaryAccess none() {
    return new CanaryAccess(null, () -> CanaryReport.OFF);
  }

  /** Whether a request with these headers comes from the canary of this node. */
  public boolean isCanary(RequestHeaders headers) {
    String sent = headers.get(HEADER);
    byte[] known = token;
    return sent != null
        && known != null
        && MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), known);
  }

  /** What the canary has found. */
  public CanaryReport report() {
    return report.get();
  }
}
