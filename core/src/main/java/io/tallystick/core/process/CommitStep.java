package io.tallystick.core.process;

/**
 * Every moment between which the power may fail, from an event's arrival to the day its log entry is
 * dropped. Tests end the process at each of them; see {@link StepListener}.
 */
public enum CommitStep {
  /** A group of requests is ready to be written to the log; nothing of it is. */
  LOG_GROUP_COLLECTED,
  /** The group is durable in the log; nobody has been told. */
  LOG_GROUP_SYNCED,
  /** It is noted, outside of the log, that the log has to reach so far. */
  LOG_END_NOTED,
  /** Workers may read the group; its clients still wait. */
  LOG_GROUP_PUBLISHED,
  /** The clients of the group have their acknowledgements. */
  LOG_GROUP_ACKNOWLEDGED,
  /** All events of one log entry have a fate, in memory only. */
  ENTRY_PROCESSED,
  /** What a partition has decided since its last commit is set aside for the next one. */
  ROLLUPS_FROZEN,
  /** Rollups, fates, receipts, dead letters and the offset are one batch; nothing is written. */
  COMMIT_BATCH_BUILT,
  /** The batch is durable; the partition does not know yet. */
  COMMIT_BATCH_WRITTEN,
  /** The partition knows: queries read the rows, and the log may be trimmed up to the offset. */
  COMMIT_PUBLISHED,
  /** Runs of identities that the commit made obsolete are about to be removed. */
  IDENTITIES_COMMITTED,
  /** A run of identities is durable under its temporary name. */
  IDENTITIES_RUN_WRITTEN,
  /** The run has its name; no commit refers to it yet. */
  IDENTITIES_RUN_RENAMED,
  /** An obsolete run is empty and still has its name. */
  IDENTITIES_RUN_EMPTIED,
  /** The obsolete run is gone. */
  IDENTITIES_RUN_REMOVED,
  /** A file with events that leave the log is durable under its temporary name. */
  ARCHIVE_FILE_WRITTEN,
  /** The file has its name; the archive does not know of it yet. */
  ARCHIVE_FILE_RENAMED,
  /** The file is part of the archive: its events may leave the log. */
  ARCHIVE_FILE_RECORDED,
  /** The beginning of a partition's log has moved; its files are still there. */
  LOG_BEGIN_MOVED,
  /** Files before the beginning are gone. */
  LOG_TRIMMED,
  /** Receipts and commits of what was trimmed are gone. */
  JOURNAL_TRIMMED
}
