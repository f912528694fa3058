/**
 * The house rules as tests over the text of the repository. Read {@link
 * io.tallystick.qa.house.SourceRulesTest} first, then {@link
 * io.tallystick.qa.house.DocumentationRulesTest}.
 *
 * <p>Does not belong here: rules about which class may see which (package {@code architecture}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.house;
