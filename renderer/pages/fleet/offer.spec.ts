import { describe, expect, it } from 'vitest';
import { wellRow } from '../../client/testing/rows.ts';
import { offerOf, sentenceOf } from './offer.ts';

const drifted = wellRow('web', { sync: 'OutOfSync' });
const reason = (...actions: readonly { kind: string; label: string }[]) => ({
  severity: 'warning' as const,
  text: 'web differs',
  actions: actions as never,
});
const heal = (key: string) => ({ kind: 'heal', label: 'Heal', key });
const sync = (prune: boolean) => ({ kind: 'sync', label: 'Sync', prune });

describe('what a card offers', () => {
  it('is to heal the very object that its sentence is about', () => {
    expect(offerOf(drifted, [reason(heal('apps/Deployment/shop/web')), reason(heal('/ConfigMap/shop/other'))])).toEqual(
      { do: 'heal', object: { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' } },
    );
    expect(offerOf(drifted, [reason(heal('/Namespace//shop'))])).toEqual({
      do: 'heal',
      object: { group: '', kind: 'Namespace', name: 'shop' },
    });
  });

  it('is a sync where something is missing, and only a look where something would be pruned', () => {
    expect(offerOf(drifted, [reason(), reason(sync(false))])).toEqual({ do: 'sync' });
    expect(offerOf(drifted, [reason(sync(true))])).toBeUndefined();
    expect(offerOf(drifted, [])).toEqual({ do: 'sync' });
  });

  it('is nothing for what is no key, is Synced, or is worked on already', () => {
    expect(offerOf(drifted, [reason(heal('nonsense'))])).toEqual({ do: 'sync' });
    for (const change of [{ sync: 'Synced' }, { operation: 'Running' }, { deleting: true }]) {
      expect(offerOf(wellRow('web', { sync: 'OutOfSync', ...change }), [reason(sync(false))])).toBeUndefined();
    }
  });
});

describe('the sentence of a card', () => {
  const typo = '.spec.replcias: field not declared in schema';

  it('keeps its end, which says what is wrong, and shortens commits', () => {
    expect(sentenceOf(`Failed last sync attempt to [${'a1b2c3d4e5'.repeat(4)}]: ${typo}`)).toBe(
      `Failed last sync attempt to [a1b2c3d]: ${typo}`,
    );
    const long = sentenceOf(`SyncError: ${'one or more objects failed to apply, '.repeat(40)}${typo}`);
    expect(long.length).toBeLessThan(360);
    expect(long).toMatch(/^SyncError: .* … .*field not declared in schema$/);
  });
});
