/** Longer values are cut: `app diff` shows them whole. */
const MOST = 60;

/** A field's value within a line of text; `(none)` where there is no field. */
export function valueText(value: unknown): string {
  if (value === undefined) return '(none)';
  const text =
    typeof value === 'string' ? (/^[\w./:@+=-]+$/.test(value) ? value : JSON.stringify(value)) : JSON.stringify(value);
  const characters = Array.from(text.slice(0, MOST * 2));
  return characters.length <= MOST ? text : `${characters.slice(0, MOST - 1).join('')}…`;
}
