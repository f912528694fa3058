/** Events that others put into Kafka directly. */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.kafka;
