package io.tallystick.flink.archive;

import java.io.Serializable;

/**
 * Where events are archived, and how many to a file; travels to the tasks.
 *
 * @param url of the folder, of a file system that Flink knows
 * @param fileEvents of one partition that are worth a file
 * @param fileMillis after which fewer are
 * @param store which store the events were counted into; with the topic, whose archive it is
 * @param source reads the topic again
 */
public record ArchiveSettings(
    String url, int fileEvents, long fileMillis, String store, TopicSource.Factory source)
    implements Serializable {}
