package io.tallystick.flink.total;

import io.tallystick.flink.publish.PublisherFactory;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes a {@link TotalsOperator} in each task. */
public final class TotalsOperatorFactory extends AbstractStreamOperatorFactory<Void>
    implements OneInputStreamOperatorFactory<BucketDelta, Void> {

  private static final long serialVersionUID = 1L;

  private final TotalsSettings settings;
  private final PublisherFactory publishers;

  public TotalsOperatorFactory(TotalsSettings settings, PublisherFactory publishers) {
    this.settings = settings;
    this.publishers = publishers;
  }

  @Override
  @SuppressWarnings("unchecked") // Flink asks for the type that it has been told
  public <T extends StreamOperator<Void>> T createStreamOperator(
      StreamOperatorParameters<Void> parameters) {
    return (T) new TotalsOperator(
        parameters, settings, publishers.open(), parameters.getMailboxExecutor());
  }

  @Override
  public Class<? extends StreamOperator<?>> getStreamOperatorClass(ClassLoader loader) {
    return TotalsOperator.class;
  }
}
