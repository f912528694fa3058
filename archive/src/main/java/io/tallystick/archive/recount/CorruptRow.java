package io.tallystick.archive.recount;

/** The bytes of a stored row are not what its layout says. */
final class CorruptRow extends Exception {
  private static final long serialVersionUID = 1L;

  CorruptRow(String message) {
    super(message);
  }
}
