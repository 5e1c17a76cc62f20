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

const none: ReadonlyMap<string, Row<'clusters'>> = new Map();

describe('what needs attention', () => {
  it('is nothing when all is well', () => {
    expect(worstOf(new Map([['web', app({})]]), new Map([['https://prod', cluster('Successful')]]))).toEqual([]);
  });

  it('begins with what cannot be reached, then what fails, then what differs', () => {
    const apps = new Map([
      ['drifted', app({ name: 'drifted', sync: 'OutOfSync', reason: 'web has 5 replicas, Git says 3.' })],
      ['failing', app({ name: 'failing', health: 'Degraded' })],
      ['unsynced', app({ name: 'unsynced', operation: 'Failed' })],
    ]);
    const worst = worstOf(apps, new Map([['https://prod', cluster('Failed')]]));
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
    const worst = worstOf(apps, none);
    expect(worst).toHaveLength(MOST_SHOWN);
    expect(worst[0]?.title).toBe('a29');
  });
});
