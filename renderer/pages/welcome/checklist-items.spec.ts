import { describe, expect, it } from 'vitest';
import { checklistOf, readTicks, writeTicks } from './checklist-items.ts';

const app = (name: string, sync: string, operation = '', automated = false) => ({
  name,
  namespace: '',
  sync,
  operation,
  automated,
});
const done = (items: ReturnType<typeof checklistOf>) => items.filter((item) => item.done).map(({ id }) => id);

describe('checklistOf', () => {
  it('begins with nothing done and nowhere to go', () => {
    const items = checklistOf([], 0, new Set());
    expect(done(items)).toEqual([]);
    expect(items.every(({ app: place }) => place === undefined)).toBe(true);
  });

  it('ticks what the engine can see, and what a person ticked', () => {
    const items = checklistOf([app('a', 'Synced', 'Succeeded')], 1, new Set(['diff']));
    expect(done(items)).toEqual(['cluster', 'application', 'diff', 'sync']);
    expect(items.filter(({ seen }) => seen).map(({ id }) => id)).toEqual(['cluster', 'application', 'sync']);
  });

  it('leads to what is out of sync, and for healing to what heals', () => {
    const items = checklistOf([app('a', 'Synced', '', true), app('b', 'OutOfSync')], 1, new Set());
    expect(items.map(({ id, app: place }) => [id, place?.name])).toContainEqual(['diff', 'b']);
    expect(items.map(({ id, app: place }) => [id, place?.name])).toContainEqual(['heal', 'a']);
  });
});

describe('ticks', () => {
  it('are kept, and nothing else is taken for one', () => {
    const kept = new Map<string, string>();
    writeTicks({ setItem: (key, value) => void kept.set(key, value) }, new Set(['diff', 'heal']));
    expect([...readTicks({ getItem: (key) => kept.get(key) ?? null })]).toEqual(['diff', 'heal']);
    expect([...readTicks({ getItem: () => 'diff,evil' })]).toEqual(['diff']);
    expect([...readTicks({ getItem: () => null })]).toEqual([]);
  });
});
