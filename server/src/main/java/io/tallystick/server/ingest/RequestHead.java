package io.tallystick.server.ingest;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.protocol.event.EventForm;

/**
 * What the head of a request says about its body.
 *
 * @param ctx of the request
 * @param headers all of them
 * @param form in which the events are written
 * @param coding in which the body is compressed
 * @param announced the Content-Length; -1: none
 * @param canary whether it comes from the node's own canary
 */
record RequestHead(
    ServiceRequestContext ctx,
    ArmeriaHeaders headers,
    EventForm form,
    ContentCoding coding,
    long announced,
    boolean canary) {}
