/**
 * The marks beside the clock: the boat, and the shape of the worst status as everywhere else (ux.md §1: circle = good, diamond = out of
 * sync, cross = failing, three-quarter ring = progressing, hollow ring = unknown, bars = held). A colour that is readable on light and dark
 * bars alike; where the system takes only the shape, the shape says it.
 */
const BOAT = '<path d="M8.4 1.2 13.6 8.6H8.4Z M7.2 3V8.6H3Z M1.4 10.2H14.6L12.4 14H3.9Z"/>';
const AT = { x: 12, y: 12 };
/** The boat leaves room for the mark. */
const HOLE = `<mask id="m"><rect width="16" height="16" fill="#fff"/><circle cx="${AT.x}" cy="${AT.y}" r="5" fill="#000"/></mask>`;

const MARKS = {
  good: ['#3aa873', `<circle cx="${AT.x}" cy="${AT.y}" r="3.4" fill="C"/>`],
  drift: ['#d98a1f', `<path d="M${AT.x} 8 16 ${AT.y} ${AT.x} 16 8 ${AT.y}Z" fill="C"/>`],
  failing: ['#e05252', `<path d="M9 9 15 15M15 9 9 15" stroke="C" stroke-width="2.4" stroke-linecap="round" fill="none"/>`],
  progress: ['#4a90e8', `<path d="M${AT.x} 9A3 3 0 1 1 9 ${AT.y}" stroke="C" stroke-width="2" stroke-linecap="round" fill="none"/>`],
  unknown: ['#8a95a3', `<circle cx="${AT.x}" cy="${AT.y}" r="3" stroke="C" stroke-width="1.8" fill="none"/>`],
  held: ['#8d6fd8', `<path d="M10.4 9V15M13.6 9V15" stroke="C" stroke-width="2" stroke-linecap="round"/>`],
};

export const TRAY = {
  ...Object.fromEntries(Object.entries(MARKS).map(([name, [colour, mark]]) => [name, svg(1, HOLE, ' mask="url(#m)"', mark.replaceAll('C', colour))])),
  // Nothing is known: the boat alone, pale.
  grey: svg(0.45, '', '', ''),
};

function svg(opacity, defs, mask, mark) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${defs}<g fill="#8a95a3" opacity="${opacity}"${mask}>${BOAT}</g>${mark}</svg>`;
}
