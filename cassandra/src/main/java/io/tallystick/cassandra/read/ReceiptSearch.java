package io.tallystick.cassandra.read;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.tallystick.cassandra.schema.Commits;
import io.tallystick.cassandra.schema.ReceiptBlockLayout;
import io.tallystick.core.receipt.ReceiptIndex;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;

/** Finds the offsets of one partition that may hold an identity. Used once. */
final class ReceiptSearch {

  /** Chunks that are asked for at a time. */
  private static final int CHUNKS_MAX = 32;

  private final Selects selects;
  private final int partition;
  private final long endOffset;

  /**
   * @param endOffset only offsets before it
   */
  ReceiptSearch(Selects selects, int partition, long endOffset) {
    this.selects = selects;
    this.partition = partition;
    this.endOffset = endOffset;
  }

  void find(long identityLow, ReceiptIndex.CandidateVisitor visitor) {
    int hash = ReceiptIndex.identityHash(identityLow);
    findInBlocks(hash, visitor);
    findInCommits(hash, visitor);
  }

  private void findInBlocks(int hash, ReceiptIndex.CandidateVisitor visitor) {
    int group = ReceiptBlockLayout.group(hash);
    long chunks = endOffset == 0 ? 0 : ReceiptBlockLayout.chunk(endOffset - 1) + 1;
    Deque<CompletionStage<AsyncResultSet>> asked = new ArrayDeque<>();
    for (long chunk = 0; chunk < chunks || !asked.isEmpty(); chunk++) {
      if (chunk < chunks) {
        asked.addLast(selects.receipts(partition, chunk, group));
      }
      if (asked.size() == CHUNKS_MAX || chunk >= chunks) {
        // a chunk has at most as many rows as blocks: one page
        for (Row row : Answers.of(asked.removeFirst()).currentPage()) {
          ReceiptBlockLayout.candidates(
              Selects.bytes(row, 1), row.getLong(0), hash, offset -> visit(offset, visitor));
        }
      }
    }
  }

  private void visit(long offset, ReceiptIndex.CandidateVisitor visitor) {
    if (offset < endOffset) {
      visitor.candidate(offset);
    }
  }

  /** The events since the last whole block stand in their commits only. */
  private void findInCommits(int hash, ReceiptIndex.CandidateVisitor visitor) {
    long begin = ReceiptBlockLayout.blockBegin(endOffset);
    if (begin == endOffset) {
      return;
    }
    Commits.Hashes hashes = Answers.of(() -> selects.commits().hashes(partition, begin, endOffset));
    int count = hashes.hashes().length / ReceiptIndex.HASH_BYTES;
    for (int i = 0; i < count; i++) {
      if (ReceiptBlockLayout.hash(hashes.hashes(), i) == hash) {
        visitor.candidate(hashes.beginOffset() + i);
      }
    }
  }
}
