import { describe, expect, it } from 'vitest';
import { wellRow } from '../../client/testing/rows.ts';
import { type AppFilter, type AppRow, filterApplications, sortApplications } from './filter.ts';

const NONE: AppFilter = {
  text: '',
  sync: new Set(),
  health: new Set(),
  state: new Set(),
  project: '',
  cluster: '',
  namespace: '',
  label: '',
};
const BY_NAME = { column: 'name', descending: false };
const clusters = { serverOf: (destination: string) => (destination === 'prod' ? 'https://prod' : destination) };

function app(name: string, change: Partial<AppRow> = {}): AppRow {
  return wellRow(name, {
    repoURL: 'https://example.com/shop.git',
    path: `apps/${name}`,
    targetRevision: 'main',
    revision: 'a'.repeat(40),
    server: 'https://prod',
    destinationNamespace: 'shop',
    ...change,
  });
}

function rows(...apps: readonly AppRow[]): ReadonlyMap<string, AppRow> {
  return new Map(apps.map((one) => [one.name, one]));
}

const list = (apps: ReadonlyMap<string, AppRow>, filter: Partial<AppFilter> = {}, sort = BY_NAME) =>
  filterApplications(sortApplications(apps, sort), { ...NONE, ...filter }, clusters);

describe('the list of applications', () => {
  const fleet = rows(
    app('web', { sync: 'OutOfSync' }),
    app('worker', { health: 'Degraded' }),
    app('pay', { project: 'money', sync: 'OutOfSync', health: 'Degraded', server: 'prod' }),
    app('edge', { server: 'https://edge' }),
  );

  it('is in order of names, and turns around', () => {
    expect(list(fleet).keys).toEqual(['edge', 'pay', 'web', 'worker']);
    expect(list(fleet, {}, { column: 'name', descending: true }).keys).toEqual(['worker', 'web', 'pay', 'edge']);
  });

  it('has the worst first when sorted by a status', () => {
    expect(list(fleet, {}, { column: 'health', descending: false }).keys.slice(0, 2)).toEqual(['pay', 'worker']);
    expect(list(fleet, {}, { column: 'sync', descending: false }).keys.slice(0, 2)).toEqual(['pay', 'web']);
  });

  it.each([
    ['w', ['web', 'worker']],
    ['WEB', ['web']],
    ['money pay', ['pay']],
    ['pay nothing', []],
    ['shop.git apps/w', ['web', 'worker']],
    ['  ', ['edge', 'pay', 'web', 'worker']],
  ])('has for %j the rows in which every word is somewhere', (text, keys) => {
    expect(list(fleet, { text }).keys).toEqual(keys);
  });

  it('knows a cluster by its server and by its name', () => {
    expect(list(fleet, { cluster: 'https://prod' }).keys).toEqual(['pay', 'web', 'worker']);
  });

  it('counts in a chip what it would show', () => {
    const { keys, counts, total } = list(fleet, { sync: new Set(['OutOfSync']) });
    expect(keys).toEqual(['pay', 'web']);
    // The other statuses of the same row of chips keep their counts; the other row counts what is left.
    expect(Object.fromEntries(counts.sync)).toEqual({ OutOfSync: 2, Synced: 2 });
    expect(Object.fromEntries(counts.health)).toEqual({ Degraded: 1, Healthy: 1 });
    expect(total).toBe(4);
  });

  it('finds by labels, as a choice and as words', () => {
    const labelled = rows(app('a', { labels: { team: 'web' } }), app('b', { labels: { team: 'web2' } }), app('c'));
    expect(list(labelled, { label: 'team=web' }).keys).toEqual(['a']);
    expect(list(labelled, { text: 'team=web2' }).keys).toEqual(['b']);
    expect(list(labelled, { label: 'nonsense' }).keys).toEqual(['a', 'b', 'c']);
  });

  it('counts an application in each of its states', () => {
    const states = rows(
      app('held', { hold: 'rollback', staleSince: 5 }),
      app('paused', { hold: 'pause', operation: 'Running' }),
      app('well'),
    );
    const { keys, counts } = list(states, { state: new Set(['rollback', 'syncing']) });
    expect(keys).toEqual(['held', 'paused']);
    expect(Object.fromEntries(counts.state)).toEqual({ rollback: 1, stale: 1, pause: 1, syncing: 1 });
  });

  it('builds the words of a row once', () => {
    let read = 0;
    const watched = app('watched');
    const row = Object.defineProperty({ ...watched }, 'repoURL', {
      get: () => {
        read += 1;
        return watched.repoURL;
      },
    });
    const fleetOfOne = new Map([['watched', row]]);
    for (const text of ['w', 'wa', 'wat']) list(fleetOfOne, { text });
    expect(read).toBe(1);
  });
});
