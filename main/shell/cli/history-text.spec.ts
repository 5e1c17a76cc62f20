import { describe, expect, it } from 'vitest';
import type { Application, RevisionHistory } from '../../model/index.ts';
import { entryText, historyText } from './history-text.ts';

const [A, B] = ['53e28ff20cc530b9ada2173fbbd64d48338583ba', 'a'.repeat(40)];
const history: readonly RevisionHistory[] = [
  {
    id: 0,
    revision: A,
    source: { repoURL: 'https://example.com/a', targetRevision: 'main' },
    deployedAt: '2026-11-24T10:00:00Z',
  },
  {
    id: 1,
    revision: B,
    source: { repoURL: 'https://example.com/a', targetRevision: 'main' },
    deployStartedAt: '2026-11-24T10:59:20Z',
    deployedAt: '2026-11-24T11:00:00Z',
    initiatedBy: { username: 'ada' },
    images: ['nginx:1.27', 'redis:7'],
    planHash: 'f'.repeat(64),
    rolledBackTo: 0,
  },
];
const app = (entries: readonly RevisionHistory[]): Application =>
  ({ status: { history: entries } }) as unknown as Application;

describe('the history', () => {
  it('has the columns of argocd', () => {
    expect(historyText(app(history), false)).toBe(
      [
        'SOURCE  https://example.com/a',
        'ID  DATE                  REVISION',
        '0   2026-11-24T10:00:00Z  main (53e28ff)',
        '1   2026-11-24T11:00:00Z  main (aaaaaaa)',
        '',
      ].join('\n'),
    );
  });

  it('wide, says who, how long, what ran, by which plan, and that it went back', () => {
    expect(historyText(app(history), true)).toBe(
      [
        'SOURCE  https://example.com/a',
        'ID  DATE                  REVISION        BY   TOOK  IMAGES              PLAN          NOTE',
        '0   2026-11-24T10:00:00Z  main (53e28ff)',
        '1   2026-11-24T11:00:00Z  main (aaaaaaa)  ada  40 s  nginx:1.27,redis:7  ffffffffffff  rolled back to 0',
        '',
      ].join('\n'),
    );
  });

  it('has a table for each source', () => {
    const several: RevisionHistory = {
      id: 2,
      revisions: [A, '1.2.3'],
      sources: [
        { repoURL: 'https://example.com/a' },
        { repoURL: 'https://example.com/charts', targetRevision: '1.2.3' },
      ],
      deployedAt: 'T',
    };
    expect(historyText(app([...history, several]), false)).toContain(
      '2   T                     HEAD (53e28ff)\n\nSOURCE  https://example.com/charts\nID  DATE  REVISION\n2   T     1.2.3\n',
    );
    expect(entryText(several)).toBe('ID 2: HEAD (53e28ff), 1.2.3, deployed T');
    expect(entryText(history[1]!)).toBe('ID 1: main (aaaaaaa), deployed 2026-11-24T11:00:00Z by ada');
  });

  it('is inert', () => {
    const evil = '\u001b[2J';
    const entry: RevisionHistory = {
      id: 1,
      revision: evil,
      source: { repoURL: evil, targetRevision: evil },
      deployedAt: evil,
      initiatedBy: { username: evil },
      images: [evil],
      planHash: evil,
    };
    expect(historyText(app([entry]), true) + entryText(entry)).not.toContain('\u001b');
  });
});
