package io.tallystick.flink.count;

import io.tallystick.flink.archive.ArchiveSettings;
import io.tallystick.flink.publish.PublisherFactory;
import io.tallystick.flink.record.LogRecord;
import io.tallystick.flink.total.BucketDelta;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.jspecify.annotations.Nullable;

/** Makes a {@link CountingOperator} in each task. */
public final class CountingOperatorFactory extends AbstractStreamOperatorFactory<BucketDelta>
    implements OneInputStreamOperatorFactory<LogRecord, BucketDelta> {

  private static final long serialVersionUID = 1L;

  private final CountingSettings settings;
  private final PublisherFactory publishers;
  private final @Nullable ArchiveSettings archive;

  /**
   * @param archive where events are archived; null: nowhere
   */
  public CountingOperatorFactory(
      CountingSettings settings, PublisherFactory publishers, @Nullable ArchiveSettings archive) {
    this.settings = settings;
    this.archive = archive;
    this.publishers = publishers;
  }

  @Override
  @SuppressWarnings("unchecked") // Flink asks for the type that it has been told
  public <T extends StreamOperator<BucketDelta>> T createStreamOperator(
      StreamOperatorParameters<BucketDelta> parameters) {
    return (T) new CountingOperator(
        parameters, settings, publishers.open(), archive, parameters.getMailboxExecutor());
  }

  @Override
  public Class<? extends StreamOperator<?>> getStreamOperatorClass(ClassLoader loader) {
    return CountingOperator.class;
  }
}
