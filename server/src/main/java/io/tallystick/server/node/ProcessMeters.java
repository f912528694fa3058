package io.tallystick.server.node;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.lang.management.ManagementFactory;
import java.util.Set;

/** Memory, collections, threads, processors and file descriptors of the process. */
public final class ProcessMeters implements AutoCloseable {

  private final JvmGcMetrics collections = new JvmGcMetrics();

  private static final double NANOS_PER_SECOND = 1e9;

  /** Names that Prometheus advises against; what they tell stands under its usual ones. */
  private static final Set<String> UNUSUAL_NAMES = Set.of("process.cpu.time", "system.cpu.count");

  /** Registers them all; takes some hundred milliseconds in a fresh JVM. */
  public ProcessMeters(MeterRegistry registry) {
    Gauge.builder("system.processors", Runtime.getRuntime(), Runtime::availableProcessors)
        .description("Processors that the process may use")
        .register(registry);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      FunctionCounter.builder(
              "process.cpu", system, bean -> bean.getProcessCpuTime() / NANOS_PER_SECOND)
          .baseUnit("seconds")
          .description("Processor time of all threads of the process")
          .register(registry);
    }
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    for (String name : UNUSUAL_NAMES) {
      registry.find(name).meters().forEach(registry::remove);
    }
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  @Override
  public void close() {
    collections.close();
  }
}
