import { describe, expect, it } from 'vitest';
import type { Row } from '../../../preload/contract/index.ts';
import { wellRow } from '../../client/testing/rows.ts';
import { MOST_SHOWN, worstOf } from './attention.ts';

type AppRow = Row<'applications'>;

const app = (change: Partial<AppRow>): AppRow =>
  wellRow('web', { operation: 'Succeeded', healthSince: 100, ...change });

const cluster = (status: 'Successful' | 'Failed'): Row<'clusters'> => ({
  server: 'https://prod',
  name: 'prod',
  connection: { status, message: 'connection refused' },
  applications: 0,
  objects: 0,
});

const NOW = Date.UTC(2026, 0, 10);
const DAY_MS = 86_400_000;
const none: ReadonlyMap<string, Row<'clusters'>> = new Map();

describe('what needs attention', () => {
  it('is nothing when all is well', () => {
    expect(worstOf(new Map([['web', app({})]]), new Map([['https://prod', cluster('Successful')]]), NOW)).toEqual({
      items: [],
      more: 0,
      unknownNow: 0,
    });
  });

  it('begins with what cannot be reached, then what fails, then what differs', () => {
    const apps = new Map([
      ['drifted', app({ name: 'drifted', sync: 'OutOfSync', reason: 'web has 5 replicas, Git says 3.' })],
      ['failing', app({ name: 'failing', health: 'Degraded' })],
      ['unsynced', app({ name: 'unsynced', operation: 'Failed' })],
    ]);
    const worst = worstOf(apps, new Map([['https://prod', cluster('Failed')]]), NOW).items;
    expect(worst.map(({ id }) => id)).toEqual(['cluster https://prod', 'app failing', 'app unsynced', 'app drifted']);
    expect(worst[3]).toMatchObject({ detail: 'web has 5 replicas, Git says 3.', severity: 'warning' });
  });

  it('has what has been so for longest first, and no more than ten', () => {
    const apps = new Map(
      Array.from({ length: 30 }, (_, n) => [
        `a${n}`,
        app({ name: `a${n}`, health: 'Degraded', healthSince: 1000 - n }),
      ]),
    );
    const { items, more } = worstOf(apps, none, NOW);
    expect(items).toHaveLength(MOST_SHOWN);
    expect(more).toBe(20);
    expect(items[0]?.title).toBe('a29');
  });

  it('calls nothing bad that nobody knows, and nothing that somebody holds', () => {
    const apps = new Map([
      ['old', app({ name: 'old', health: 'Degraded', staleSince: 5 })],
      ['held', app({ name: 'held', sync: 'OutOfSync', hold: 'rollback' })],
      ['bad', app({ name: 'bad', health: 'Degraded', hold: 'pause' })],
    ]);
    const { items, unknownNow } = worstOf(apps, none, NOW);
    expect(items.map(({ app: key }) => key)).toEqual(['bad']);
    expect(unknownNow).toBe(1);
  });

  it.each([
    [3, false, 'warning'],
    [30, false, undefined],
    [-1, false, 'error'],
    [3, true, undefined],
  ] as const)('tells of a credential that ends in %d days (renewed by itself: %s): %s', (days, renews, severity) => {
    const ending = { ...cluster('Successful'), credential: { expiresAt: NOW + days * DAY_MS, renews } };
    expect(worstOf(new Map(), new Map([['https://prod', ending]]), NOW).items[0]?.severity).toBe(severity);
  });
});
