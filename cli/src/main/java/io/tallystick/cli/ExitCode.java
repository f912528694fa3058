package io.tallystick.cli;

/** What a command tells the shell. */
public final class ExitCode {

  /** All is done. */
  public static final int OK = 0;

  /** Done in part, or refused by the server. */
  public static final int REFUSED = 1;

  /** The command line or the configuration is wrong; nothing was done. */
  public static final int USAGE = 2;

  /** No server answered. */
  public static final int UNREACHABLE = 3;

  private ExitCode() {}
}
