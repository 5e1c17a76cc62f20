import { t } from './words.ts';

const COLUMNS = [
  'graph.column.name',
  'graph.column.kind',
  'graph.column.namespace',
  'graph.column.sync',
  'graph.column.health',
  'graph.column.fact',
] as const;

export function TreeHead() {
  return (
    <div role="row" aria-rowindex={1} className="row head">
      {COLUMNS.map((column) => (
        <div key={column} role="columnheader">
          {t(column)}
        </div>
      ))}
    </div>
  );
}
