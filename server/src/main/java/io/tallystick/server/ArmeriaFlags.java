package io.tallystick.server;

import com.linecorp.armeria.common.FlagsProvider;

/**
 * What Armeria must not do when it starts; found by its service loader. System properties of
 * Armeria still come first.
 */
public final class ArmeriaFlags implements FlagsProvider {

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public String name() {
    return "tallystick";
  }

  /** We serve cleartext: unpacking and loading OpenSSL would be a tenth of the time to start. */
  @Override
  public Boolean useOpenSsl() {
    return false;
  }

  /** A subject or an id may have dots; no file is ever looked for by a query. */
  @Override
  public Boolean allowDoubleDotsInQueryString() {
    return true;
  }

  /** An id in a path may have semicolons; nothing here has matrix parameters. */
  @Override
  public Boolean allowSemicolonInPathComponent() {
    return true;
  }

  @Override
  public Boolean verboseResponses() {
    return false;
  }
}
