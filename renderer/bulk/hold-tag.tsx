import type { Row } from '../../preload/contract/index.ts';
import { tf } from '../texts/fleet.ts';
import { inert, Mark, Tag, useAge } from '../ui/index.ts';

type AppRow = Row<'applications'>;

/** That automation leaves it alone, for how long already, and on hover who said so and why. */
export function HoldTag({ row }: { row: AppRow }) {
  const age = useAge(row.held?.since, 60_000);
  if (row.hold === '') return null;
  const word = tf(`hold.${row.hold}`);
  return (
    <Tag title={row.held === undefined ? word : holdSentence(row)} style={{ color: 'var(--paused)' }}>
      <Mark shape="bars" tone="paused" size={10} /> {word}
      {age === '' ? '' : ` ${age}`}
    </Tag>
  );
}

export function holdSentence({ hold, held }: AppRow): string {
  if (hold === '' || held === undefined) return '';
  const words = { word: tf(`hold.${hold}`), by: inert(held.by, 80), reason: inert(held.reason, 240) };
  return held.until > 0
    ? tf('hold.until', { ...words, until: new Date(held.until).toLocaleString() })
    : tf('hold.forGood', words);
}
