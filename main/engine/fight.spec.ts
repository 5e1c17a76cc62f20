import { describe, expect, it } from 'vitest';
import type { PathDifference } from '../diff/index.ts';
import { FIGHT_AFTER, FightRecord, fightMessage } from './fight.ts';

function replicas(manager: string): PathDifference {
  return {
    path: ['spec', 'replicas'],
    text: 'spec.replicas',
    live: 5,
    desired: 3,
    owners: [{ manager, operation: 'Update' }],
  };
}

function healed(record: FightRecord, manager: string, times: number, from = 0): void {
  for (let i = 0; i < times; i++) record.healed('Deployment/web', [replicas(manager)], from + i);
}

describe('FightRecord', () => {
  it('is no fight before the same manager took the field back five times', () => {
    const record = new FightRecord();
    healed(record, 'hpa', FIGHT_AFTER - 1);
    expect(record.current(10)).toBeUndefined();
    healed(record, 'hpa', 1, 10);
    expect(record.current(11)).toEqual({
      field: 'spec.replicas of Deployment/web',
      manager: 'hpa',
      times: FIGHT_AFTER,
    });
  });

  it('begins to count again when another manager takes it', () => {
    const record = new FightRecord();
    healed(record, 'hpa', FIGHT_AFTER - 1);
    healed(record, 'kubectl', 1, 10);
    healed(record, 'hpa', 1, 20);
    expect(record.current(21)).toBeUndefined();
  });

  it('ends after ten minutes of peace', () => {
    const record = new FightRecord();
    healed(record, 'hpa', FIGHT_AFTER);
    expect(record.current(60_000)).toBeDefined();
    expect(record.current(11 * 60_000)).toBeUndefined();
    healed(record, 'hpa', 1, 11 * 60_000);
    expect(record.current(11 * 60_000)).toBeUndefined();
  });

  it('remembers a bounded number of fields', () => {
    const record = new FightRecord();
    healed(record, 'hpa', FIGHT_AFTER);
    for (let i = 0; i < 500; i++) record.healed(`Deployment/web-${i}`, [replicas('hpa')], 1);
    expect(record.current(2)).toBeUndefined();
  });

  it('names the field, the manager and both ways out', () => {
    const text = fightMessage({ field: 'spec.replicas of Deployment/web', manager: 'hpa', times: 5 });
    expect(text).toMatch(/^hpa has taken back spec\.replicas of Deployment\/web 5 times/);
    expect(text).toMatch(/ignoreDifferences.*stop the other writer/);
  });
});
