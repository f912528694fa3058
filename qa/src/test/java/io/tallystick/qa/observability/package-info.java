/** What operators watch a node with: metrics, rules of alerts, dashboards, and log lines. */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.observability;
