package io.tallystick.qa.datasets;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/** How one data set is imported and asked. */
interface Dataset {

  /** The dimensions that its questions need, as the configuration file holds them. */
  String dimensions();

  /**
   * Imports the files of {@code folder} and says how each answer is found, by its number. An answer
   * that cannot be asked for is left out.
   */
  Map<Integer, Callable<Object>> answers(DatasetNode node, Path folder) throws Exception;
}
