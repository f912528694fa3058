// Makes and fills elements. Text is always text: nothing here, or elsewhere, parses HTML.

/** @typedef {Node | string | number | null | undefined | false} Child */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element with attributes and children. `on` has listeners by name; an attribute that is false,
 * null or undefined is left out, one that is true is empty.
 *
 * @param {string} tag
 * @param {Record<string, any> | null} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  decorate(element, attributes);
  fill(element, ...children);
  return element;
}

/**
 * The same in SVG.
 *
 * @param {string} tag
 * @param {Record<string, any> | null} [attributes]
 * @param {...(Child | Child[])} children
 */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  decorate(element, attributes);
  element.append(...nodes(children));
  return element;
}

/** @param {Element} element @param {Record<string, any> | null | undefined} attributes */
function decorate(element, attributes) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, /** @type {EventListener} */ (listener));
      }
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
}

/**
 * Replaces all that is in an element.
 *
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function fill(element, ...children) {
  const restore = placeOf(element);
  element.replaceChildren(...nodes(children));
  restore();
}

/** @param {(Child | Child[])[]} children @returns {(Node | string)[]} */
function nodes(children) {
  /** @type {(Node | string)[]} */
  const all = [];
  for (const child of children.flat()) {
    if (child instanceof Node) {
      all.push(child);
    } else if (child !== null && child !== undefined && child !== false) {
      all.push(String(child));
    }
  }
  return all;
}

/** By what an element is known again after what is around it was made anew. @param {Element} element */
function identity(element) {
  const name = element.getAttribute('href') ?? element.getAttribute('aria-label') ?? '';
  return `${element.tagName} ${name} ${name ? '' : element.textContent}`;
}

/**
 * Remembers what has the focus in an element and how far its parts are scrolled; the function that
 * it returns puts both back.
 *
 * @param {Element} element
 */
function placeOf(element) {
  const focused = document.activeElement;
  const sought = focused && element.contains(focused) && focused !== element ? identity(focused) : '';
  const scrolled = [...element.querySelectorAll('.scroll')].map((one) => one.scrollTop);
  return () => {
    if (sought && focused && !element.contains(focused)) {
      const again = [...element.querySelectorAll(focused.tagName)].find(
        (one) => identity(one) === sought,
      );
      if (again instanceof HTMLElement) {
        again.focus({ preventScroll: true });
      }
    }
    if (scrolled.some((top) => top > 0)) {
      element.querySelectorAll('.scroll').forEach((one, place) => {
        one.scrollTop = scrolled[place] ?? 0;
      });
    }
  };
}

/** Puts text into an element only when it is another one, so that nothing is drawn anew.
 * @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
