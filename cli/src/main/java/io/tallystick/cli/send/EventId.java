package io.tallystick.cli.send;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Makes the id of an event that has none: the line, and 64 bits of SHA-256 over the name of its
 * input and the event itself, such as {@code 12.n4bQgYhMfWU}.
 */
final class EventId {

  /*
   * The same line of the same file is the same event: a run that was interrupted can be started
   * again, and a request whose answer was lost can be sent again, without counting twice. The event
   * is part of the hash, so that a file of the same name with other lines, or the same file read
   * with other columns, makes other events. The folder and ".gz" are not part of it: a file may
   * move and be packed.
   */

  private static final int HASH_BYTES = 8;

  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final byte[] name;
  private final MessageDigest digest;

  EventId(String name) {
    this.name = (name + "\0").getBytes(StandardCharsets.UTF_8);
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** The id of the event whose text stands in {@code bytes}. */
  String of(long line, byte[] bytes, int offset, int length) {
    digest.update(name);
    digest.update(bytes, offset, length);
    byte[] hash = Arrays.copyOf(digest.digest(), HASH_BYTES);
    return line + "." + TEXT.encodeToString(hash);
  }
}
