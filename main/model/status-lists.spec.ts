import { describe, expect, it } from 'vitest';
import type { Condition, ConditionType, RevisionHistory } from './application.ts';
import { isErrorCondition, mergeConditions } from './conditions.ts';
import type { Timestamp } from './ids.ts';
import { imagesOf, imagesOfAll } from './images.ts';
import { intOrStringEqual, percentOf, scaledValue } from './int-or-string.ts';
import type { KubeObject } from './object.ts';
import { appendHistory, historyEntry } from './revision-history.ts';

describe('mergeConditions', () => {
  const now = '2026-01-02T00:00:00Z' as Timestamp;
  const evaluated = new Set<ConditionType>(['ComparisonError', 'SharedResourceWarning']);
  const old: Condition[] = [
    { type: 'ComparisonError', message: 'a', lastTransitionTime: '2026-01-01T00:00:00Z' },
    { type: 'SyncError', message: 's', lastTransitionTime: '2026-01-01T00:00:00Z' },
  ];

  it('keeps the time of what stays, begins what is new, drops what is gone, leaves other types alone', () => {
    expect(
      mergeConditions(
        old,
        [
          { type: 'ComparisonError', message: 'b' },
          { type: 'SharedResourceWarning', message: 'w' },
        ],
        evaluated,
        now,
      ),
    ).toEqual([
      { type: 'ComparisonError', message: 'b', lastTransitionTime: now },
      { type: 'SharedResourceWarning', message: 'w', lastTransitionTime: now },
      { type: 'SyncError', message: 's', lastTransitionTime: '2026-01-01T00:00:00Z' },
    ]);
    expect(mergeConditions(old, [], evaluated, now)).toEqual([old[1]]);
    expect(mergeConditions(undefined, [], evaluated, now)).toEqual([]);
  });

  it('gives the same list back when nothing changed', () => {
    expect(mergeConditions(old, [{ type: 'ComparisonError', message: 'a' }], evaluated, now)).toBe(old);
  });

  it('tells errors from warnings', () => {
    expect(isErrorCondition(old[0]!)).toBe(true);
    expect(isErrorCondition({ type: 'OrphanedResourceWarning' })).toBe(false);
  });
});

describe('appendHistory', () => {
  const entry = { revision: 'r', deployedAt: '2026-01-01T00:00:00Z' };

  it('counts up, never reuses an id, and cuts to the limit', () => {
    let history: readonly RevisionHistory[] | undefined;
    for (let n = 0; n < 13; n++) history = appendHistory(history, entry);
    expect(history!.map(({ id }) => id)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(appendHistory(history, entry, 2).map(({ id }) => id)).toEqual([12, 13]);
    expect(appendHistory(history, entry, 0)).toEqual([]);
    expect(historyEntry(history, 5)?.id).toBe(5);
    expect(historyEntry(undefined, 5)).toBeUndefined();
  });
});

describe('imagesOf', () => {
  const podSpec = {
    containers: [{ image: 'b:1' }, { image: 'a:1' }, {}],
    initContainers: [{ image: 'a:1' }],
    ephemeralContainers: [{ image: 'c' }],
  };
  const of = (kind: string, spec: unknown): KubeObject => ({ apiVersion: 'v1', kind, metadata: {}, spec });

  it('finds containers of pods, templates and cron jobs', () => {
    const expected = ['a:1', 'b:1', 'c'];
    expect(imagesOf(of('Pod', podSpec))).toEqual(expected);
    expect(imagesOf(of('Deployment', { template: { spec: podSpec } }))).toEqual(expected);
    expect(imagesOf(of('CronJob', { jobTemplate: { spec: { template: { spec: podSpec } } } }))).toEqual(expected);
    expect(imagesOfAll([of('Pod', podSpec), of('Pod', { containers: [{ image: '0' }] })])).toEqual(['0', ...expected]);
  });

  it('survives odd shapes', () => {
    for (const spec of [undefined, null, 'x', { containers: 'x' }, { containers: [null, 1, { image: 5 }] }]) {
      expect(imagesOf(of('Pod', spec))).toEqual([]);
    }
  });
});

it('reads int-or-string values', () => {
  expect(intOrStringEqual(80, '80')).toBe(true);
  expect(intOrStringEqual('http', 80)).toBe(false);
  expect([percentOf('25%'), percentOf('25'), percentOf(25)]).toEqual([25, undefined, undefined]);
  expect([
    scaledValue('25%', 10, true),
    scaledValue('25%', 10, false),
    scaledValue(3, 10, true),
    scaledValue('4', 10, true),
    scaledValue('x', 10, true),
  ]).toEqual([3, 2, 3, 4, undefined]);
});
