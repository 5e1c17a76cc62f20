import { describe, expect, it } from 'vitest';
import type { ResourceKey } from '../model/index.ts';
import { DriftSince } from './drift-since.ts';

const KEY = 'apps/Deployment/n/web' as ResourceKey;
const row = (...texts: readonly string[]) => ({
  key: KEY,
  verdict: (texts.length === 0
    ? { kind: 'same' }
    : { kind: 'differs', paths: texts.map((text) => ({ text })) }) as never,
});

describe('DriftSince', () => {
  it('keeps the time at which a difference was first seen, until it is gone', () => {
    const since = new DriftSince();
    since.note([row('spec.replicas')], 1);
    since.note([row('spec.replicas', 'spec.paused')], 2);
    expect([since.of(KEY, 'spec.replicas'), since.of(KEY, 'spec.paused')]).toEqual([1, 2]);
    since.note([row()], 3);
    since.note([row('spec.replicas')], 4);
    expect([since.of(KEY, 'spec.replicas'), since.of(KEY, 'spec.paused')]).toEqual([4, undefined]);
  });

  it('remembers no more than it may', () => {
    const since = new DriftSince();
    since.note([row(...Array.from({ length: 5000 }, (_, n) => `f${n}`))], 1);
    expect([since.of(KEY, 'f999'), since.of(KEY, 'f1000')]).toEqual([1, undefined]);
  });
});
