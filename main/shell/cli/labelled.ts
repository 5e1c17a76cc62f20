import { type Style, statusText } from './status-text.ts';
import { inert } from './table.ts';

/** A line of `app get`: the label in a column of its own. */
export function labelled(label: string, value: string, style: Style = 'plain'): string {
  return `${`${label.padEnd(19)} ${statusText(inert(value), style)}`.trimEnd()}\n`;
}
