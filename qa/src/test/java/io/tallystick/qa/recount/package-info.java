/**
 * Recounts of real nodes: damage on real files is found, named and repaired while events come in,
 * and the archive says the same to anybody who reads it.
 *
 * <p>Read {@link io.tallystick.qa.recount.RecountOfDamagedRowsTest} first.
 *
 * <p>Does not belong here: the recount's own rules, which module archive tests in memory.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.recount;
