import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import type { SyncTask } from '../sync/index.ts';
import { questionOf, storedTrials } from './trials.ts';

function stored() {
  const values = new Map<string, Uint8Array>();
  const store = {
    cacheGet: (kind: string, key: string) => values.get(`${kind} ${key}`),
    cachePut: (kind: string, key: string, value: Uint8Array) => void values.set(`${kind} ${key}`, value),
  };
  return { values, store };
}

describe('what was tried', () => {
  it('is believed for ten minutes', () => {
    const clock = new ManualClock();
    const trials = storedTrials(stored().store, clock);
    expect(trials.accepted('q')).toBe(false);
    trials.remember('q', false);
    clock.advance(9 * 60_000);
    expect(trials.accepted('q')).toBe(true);
    expect(trials.accepted('other')).toBe(false);
    clock.advance(60_000);
    expect(trials.accepted('q')).toBe(false);
  });

  it('by a plan is known to another process, by a sync to its own only', () => {
    const clock = new ManualClock();
    const { store, values } = stored();
    const trials = storedTrials(store, clock);
    trials.remember('of a sync', false);
    trials.remember('of a plan', true);
    const other = storedTrials(store, clock);
    expect(other.accepted('of a plan')).toBe(true);
    expect(other.accepted('of a sync')).toBe(false);
    values.set('trial damaged', Buffer.from('no time'));
    expect(other.accepted('damaged')).toBe(false);
  });

  it('is not believed when it comes from the future: the clock was set back', () => {
    const clock = new ManualClock();
    const { store, values } = stored();
    values.set('trial q', Buffer.from(String(clock.now() + 60_000)));
    expect(storedTrials(store, clock).accepted('q')).toBe(false);
  });
});

describe('the question', () => {
  const sent = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { k: '1' } } as KubeObject;
  const live = { uid: 'u', resourceVersion: '1' };
  const options = { validate: true, replace: false, force: false, serverSideApply: true, dryRun: 'yes' };
  const task = (more: object = {}, onto: object | undefined = live) =>
    ({ options: { ...options, ...more }, resource: { live: onto } }) as unknown as SyncTask;

  it('is another one for another object, way, place, server or state of what lives', () => {
    const questions = [
      questionOf('s', task(), sent, ''),
      questionOf('other', task(), sent, ''),
      questionOf('s', task(), { ...sent, data: { k: '2' } }, ''),
      questionOf('s', task({ validate: false }), sent, ''),
      questionOf('s', task({ replace: true }), sent, ''),
      questionOf('s', task({ force: true }), sent, ''),
      questionOf('s', task({ serverSideApply: false }), sent, ''),
      questionOf('s', task({ dryRun: 'replaces-live-object' }), sent, ''),
      questionOf('s', task({}, { ...live, resourceVersion: '2' }), sent, ''),
      questionOf('s', task({}, { ...live, uid: 'other' }), sent, ''),
      questionOf('s', { ...task(), resource: { live: undefined } } as unknown as SyncTask, sent, ''),
      questionOf('s', task(), sent, 'default'),
    ];
    expect(new Set(questions).size).toBe(questions.length);
    expect(questionOf('s', task(), { ...sent }, '')).toBe(questions[0]);
  });
});
