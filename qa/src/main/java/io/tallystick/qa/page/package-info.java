/**
 * Drives the page of a node in a real browser: {@link io.tallystick.qa.page.Chromium} starts one,
 * {@link io.tallystick.qa.page.BrowserPage} is one of its pages, {@link
 * io.tallystick.qa.page.PageLoad} gives the page something to show.
 *
 * <p>Does not belong here: what the page must do (the tests), and nodes (package {@code process}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.page;
