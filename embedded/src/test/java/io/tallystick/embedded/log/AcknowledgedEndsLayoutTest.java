package io.tallystick.embedded.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Goal: the layout is the published one, and an interrupted write leaves the one before. */
class AcknowledgedEndsLayoutTest {

  private static final String FOLDER = "00112233445566778899aabbccddeeff";
  private static final long[] OLDER = {100, 200};
  private static final long[] NEWER = {150, 260};

  private static byte[] file() {
    ByteBuffer file = ByteBuffer.allocate(AcknowledgedEndsLayout.fileBytes(2));
    file.put(AcknowledgedEndsLayout.header(FOLDER, 2));
    put(file, 6, OLDER);
    put(file, 7, NEWER);
    return file.array();
  }

  private static void put(ByteBuffer file, long number, long[] ends) {
    file.position(Math.toIntExact(AcknowledgedEndsLayout.bankAt((int) number & 1, 2)));
    file.put(AcknowledgedEndsLayout.bank(number, ends));
  }

  @Test
  void isThePublishedLayout() {
    byte[] file = file();
    assertThat(file).hasSize(3 * 4096);
    assertThat(HexFormat.of().formatHex(file, 0, 8)).isEqualTo("5453414500000001");
    assertThat(new String(file, 8, 32, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo(FOLDER);
    assertThat(HexFormat.of().formatHex(file, 40, 44)).isEqualTo("00000002");
    assertThat(HexFormat.of().formatHex(file, 8192, 8192 + 24))
        .isEqualTo("0000000000000007" + "0000000000000096" + "0000000000000104");
  }

  @Test
  void theLaterWriteCounts() {
    assertThat(AcknowledgedEndsLayout.decode(file(), FOLDER, 2)).isEqualTo(NEWER);
  }

  @Test
  void anInterruptedWriteLeavesTheOneBefore() {
    for (int kept = 0; kept < AcknowledgedEndsLayout.bankBytes(2); kept++) {
      byte[] file = file();
      byte[] next = AcknowledgedEndsLayout.bank(8, new long[] {300, 400}).array();
      System.arraycopy(next, 0, file, 4096, kept);
      assertThat(AcknowledgedEndsLayout.decode(file, FOLDER, 2)).as("%s", kept).isEqualTo(NEWER);
    }
  }

  @Test
  void refusesAnotherFolderAnotherNumberOfPartitionsAndTwoBrokenCopies() {
    String other = FOLDER.replace('0', 'f');
    assertThatThrownBy(() -> AcknowledgedEndsLayout.decode(file(), other, 2))
        .hasMessageStartingWith("header: ");
    assertThatThrownBy(() -> AcknowledgedEndsLayout.decode(file(), FOLDER, 3))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] file = file();
    file[4096 + 9] ^= 1;
    file[8192 + 9] ^= 1;
    assertThatThrownBy(() -> AcknowledgedEndsLayout.decode(file, FOLDER, 2))
        .hasMessage("checksum: wrong, twice (expected: one of two is right)");
  }
}
