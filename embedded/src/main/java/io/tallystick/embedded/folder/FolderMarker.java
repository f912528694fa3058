package io.tallystick.embedded.folder;

import java.time.Instant;

/**
 * Who a data folder is.
 *
 * @param id random, 32 hex digits; the same in every part of the folder
 * @param created when the folder was
 * @param complete whether all parts were created; no event was taken before
 */
record FolderMarker(String id, Instant created, boolean complete) {

  FolderMarker completed() {
    return new FolderMarker(id, created, true);
  }
}
