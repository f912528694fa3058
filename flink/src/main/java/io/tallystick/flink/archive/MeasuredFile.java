package io.tallystick.flink.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A file that Parquet writes once, from its beginning to its end, and what it has written. */
final class MeasuredFile implements OutputFile {

  private final OutputStream target;
  private final CRC32C crc = new CRC32C();
  private long position;

  MeasuredFile(OutputStream target) {
    this.target = target;
  }

  long bytes() {
    return position;
  }

  /** The CRC-32C of all bytes. */
  int checksum() {
    return (int) crc.getValue();
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return new PositionOutputStream() {
      @Override
      public long getPos() {
        return position;
      }

      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        target.write(bytes, offset, length);
        crc.update(bytes, offset, length);
        position += length;
      }

      @Override
      public void flush() throws IOException {
        target.flush();
      }

      @Override
      public void close() {
        // whoever opened it commits it
      }
    };
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return create(blockSizeHint);
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }
}
