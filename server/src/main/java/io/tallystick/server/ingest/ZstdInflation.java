package io.tallystick.server.ingest;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.zip.DataFormatException;

/** Zstandard after RFC 8878, any number of frames, from array to array. Single-threaded, reused. */
final class ZstdInflation implements AutoCloseable {

  /*
   * In one shot, not as a stream: a stream allocates the window that the frame asks for, up to
   * 128 MB outside of the heap, before the first byte comes out. One shot writes straight into
   * the target. Where the target proves too small it grows and the work is done again; it grows
   * by doubling and is kept, so that this is rare and never more than twice the work.
   */

  private final ZstdDecompressCtx context = new ZstdDecompressCtx();

  /**
   * Inflates everything into an empty {@code target}.
   *
   * @throws DataFormatException when the source is broken or ends early
   * @throws InflatedBytes.TooLargeException when the target may not grow further
   */
  void inflate(byte[] compressed, int length, InflatedBytes target)
      throws DataFormatException, InflatedBytes.TooLargeException {
    if (length == 0) {
      throw new DataFormatException("ends early");
    }
    long promised = Zstd.getFrameContentSize(compressed, 0, length);
    if (promised > target.free()) {
      target.grow((int) Math.min(promised, Integer.MAX_VALUE - 8L));
    }
    target.ensureFree();
    while (true) {
      try {
        target.advance(
            context.decompressByteArray(target.bytes(), 0, target.free(), compressed, 0, length));
        return;
      } catch (ZstdException e) {
        if (e.getErrorCode() != Zstd.errDstSizeTooSmall()) {
          throw new DataFormatException(Zstd.getErrorName(-e.getErrorCode()));
        }
        target.grow(0);
      }
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
