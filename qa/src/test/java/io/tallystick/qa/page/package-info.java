@org.jspecify.annotations.NullMarked
package io.tallystick.qa.page;
