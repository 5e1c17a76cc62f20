import type { Application, RevisionHistory } from '../../model/index.ts';
import { spanText } from './age.ts';
import { shortRevision } from './app-text.ts';
import { initiatorText } from './operation-text.ts';
import { inert, table } from './table.ts';

/** One table for each source that was ever deployed; `wide` also says who, how long, what ran and by which plan. */
export function historyText(app: Application, wide: boolean): string {
  const bySource = new Map<string, string[][]>();
  for (const entry of app.status?.history ?? []) {
    for (const { url, revision } of deployedSources(entry)) {
      const rows = bySource.get(url) ?? [];
      rows.push([String(entry.id), inert(entry.deployedAt), revision, ...(wide ? moreOf(entry) : [])]);
      bySource.set(url, rows);
    }
  }
  const header = ['ID', 'DATE', 'REVISION', ...(wide ? ['BY', 'TOOK', 'IMAGES', 'PLAN', 'NOTE'] : [])];
  return [...bySource].map(([url, rows]) => `SOURCE  ${inert(url)}\n${table(header, rows)}`).join('\n');
}

/** `ID 3: main (53e28ff), deployed 2026-11-24T10:00:00Z by ada` */
export function entryText(entry: RevisionHistory): string {
  const by = initiatorText(entry.initiatedBy);
  const revisions = deployedSources(entry).map(({ revision }) => revision);
  return `ID ${entry.id}: ${revisions.join(', ')}, deployed ${inert(entry.deployedAt)}${by === '' ? '' : ` by ${by}`}`;
}

function moreOf(entry: RevisionHistory): string[] {
  const { deployStartedAt: from, deployedAt: to } = entry;
  return [
    initiatorText(entry.initiatedBy),
    from === undefined ? '' : spanText(Date.parse(to) - Date.parse(from)),
    inert((entry.images ?? []).join(',')),
    inert((entry.planHash ?? '').slice(0, 12)),
    entry.rolledBackTo === undefined ? '' : `rolled back to ${entry.rolledBackTo}`,
  ];
}

function deployedSources(entry: RevisionHistory): readonly { readonly url: string; readonly revision: string }[] {
  const sources = entry.sources ?? (entry.source ? [entry.source] : []);
  const revisions = entry.revisions ?? [entry.revision ?? ''];
  return sources.map((source, i) => {
    const short = shortRevision(revisions[i] ?? '');
    const target = source.targetRevision || 'HEAD';
    return { url: source.repoURL, revision: inert(short === target ? short : `${target} (${short})`) };
  });
}
