import { describe, expect, it } from 'vitest';
import type { ClusterView } from '../engine/index.ts';
import { ConnectionStates } from './connection-states.ts';

function world() {
  const connections = new Map<string, ClusterView['connection']>();
  const states = new ConnectionStates({
    list: () =>
      [...connections].map(([name, connection]) => ({ server: `https://${name}`, name, connection }) as ClusterView),
  });
  const set = (name: string, status: ClusterView['connection']['status'], attemptedAt?: string): void => {
    connections.set(name, { status, message: '', attemptedAt });
  };
  return { states, set, away: (name: string) => states.awaySince({ name }) };
}

describe('since when a cluster is not heard', () => {
  it('is told by server and by name, and who is concerned', () => {
    const { states, set, away } = world();
    set('prod', 'Successful', '2026-01-01T00:00:00Z');
    set('staging', 'Successful', '2026-01-01T00:00:00Z');
    expect(away('prod')).toBe(0);
    set('prod', 'Failed', '2026-01-01T01:00:00Z');
    expect(states.changed()).toEqual(new Set(['https://prod', 'prod']));
    expect(away('prod')).toBe(Date.UTC(2026, 0, 1, 1));
    expect(states.awaySince({ server: 'https://prod' })).toBe(Date.UTC(2026, 0, 1, 1));
    expect(away('staging')).toBe(0);
    expect(states.changed().size).toBe(0);
  });

  it('stays as it was while the cluster is tried again', () => {
    const { states, set, away } = world();
    set('prod', 'Failed', '2026-01-01T01:00:00Z');
    states.changed();
    set('prod', 'Unknown');
    expect(states.changed().size).toBe(0);
    set('prod', 'Failed', '2026-01-01T02:00:00Z');
    states.changed();
    expect(away('prod')).toBe(Date.UTC(2026, 0, 1, 1));
    set('prod', 'Successful', '2026-01-01T03:00:00Z');
    states.changed();
    expect(away('prod')).toBe(0);
  });

  it('is not yet when nobody has tried', () => {
    const { set, away } = world();
    set('prod', 'Unknown');
    expect(away('prod')).toBe(0);
  });
});
