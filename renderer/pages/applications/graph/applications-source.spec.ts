import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../preload/contract/index.ts';
import { wellRow } from '../../../client/testing/rows.ts';
import { sourcesOf } from './applications-source.ts';

const rows = new Map([
  ['apps', wellRow('apps', { parent: 'apps' })],
  ['early', wellRow('early', { parent: 'apps', wave: -1 })],
  ['late', wellRow('late', { parent: 'apps', wave: 3, health: 'Degraded' })],
  ['deep', wellRow('deep', { parent: 'early' })],
  ['alone', wellRow('alone', { parent: 'gone', wave: 7 })],
]);

const one = (more: Partial<Row<'applications'>>) => sourcesOf(new Map([['a', wellRow('a', more)]]))[0]!;

describe('the fleet as a graph', () => {
  it('gives levels by parents that are there, and waves as steps', () => {
    expect(sourcesOf(rows).map(({ ref, level, step, family }) => [ref.name, level, step, family])).toEqual([
      ['apps', 0, 0, 'parents'],
      ['early', 1, -1, 'wave -1'],
      ['late', 1, 3, 'wave 3'],
      ['deep', 2, 0, 'wave 0'],
      ['alone', 0, 0, 'alone'],
    ]);
  });

  it('calls a failed operation and a comparison that cannot be made failing', () => {
    expect(one({}).failing).toBe(false);
    expect(one({ operation: 'Failed' }).failing).toBe(true);
    expect(one({ sync: 'Unknown', conditions: 1 }).failing).toBe(true);
    expect(one({ sync: 'Unknown' }).failing).toBe(false);
  });

  it('shows nothing as true that is not known now', () => {
    expect(one({ staleSince: 5, operation: 'Failed' })).toMatchObject({
      sync: 'Unknown',
      health: 'Unknown',
      failing: false,
    });
  });

  it('says where it goes, and what keeps automation away', () => {
    expect(one({ server: 'https://prod', destinationNamespace: 'shop', hold: 'pause' }).fact).toBe(
      'paused · https://prod · shop · default',
    );
    const [source] = sourcesOf(new Map([['a', wellRow('a', { server: 'https://prod' })]]), () => 'production');
    expect(source?.fact).toBe('production · a · default');
  });

  it('ends at circles of parents', () => {
    const circle = new Map([
      ['a', wellRow('a', { parent: 'b' })],
      ['b', wellRow('b', { parent: 'a' })],
    ]);
    expect(sourcesOf(circle).map(({ level }) => level)).toContain(1);
  });
});
