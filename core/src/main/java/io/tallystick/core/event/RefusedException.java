package io.tallystick.core.event;

/** Thrown where a whole request is refused, and caught where the answer is written. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  public RefusedException(ErrorCode code, String name, String value, String expected) {
    this(Refusal.of(code, name, value, expected));
  }

  public Refusal refusal() {
    return refusal;
  }
}
