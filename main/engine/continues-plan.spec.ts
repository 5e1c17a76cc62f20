import { describe, expect, it } from 'vitest';
import type { SyncPlan, SyncTask } from '../sync/index.ts';
import { continuesPlan } from './continues-plan.ts';

interface Wish {
  readonly name?: string;
  readonly act?: SyncTask['act'];
  readonly hook?: boolean;
  readonly value?: string;
  readonly uid?: string;
  readonly modified?: boolean;
  readonly skipped?: string;
}

function task({ name = 'a', act = 'apply', hook, value = '1', uid, modified = false, skipped }: Wish): SyncTask {
  return {
    key: name,
    phase: 'Sync',
    wave: 0,
    act,
    hook: hook === true ? 'PreSync' : undefined,
    skipped,
    resource: {
      desired: act === 'prune' ? undefined : { kind: 'ConfigMap', data: { k: value } },
      live: uid === undefined ? undefined : { uid },
      modified,
    },
  } as unknown as SyncTask;
}

const plan = (wishes: readonly Wish[], invalid: readonly string[] = []): SyncPlan =>
  ({ steps: [{ tasks: wishes.map(task) }], invalid }) as unknown as SyncPlan;

const CREATE: Wish = { name: 'new', modified: true };
const CHANGE: Wish = { name: 'changed', uid: 'u1', modified: true };
const SAME: Wish = { name: 'same', uid: 'u2' };
const PRUNE: Wish = { name: 'old', act: 'prune', uid: 'u3', modified: true };
const KEEP: Wish = { name: 'kept', act: 'prune', uid: 'u4', modified: true, skipped: 'ignored (no prune)' };
const HOOK: Wish = { name: 'hook', hook: true, modified: true };
const BEFORE = plan([CREATE, CHANGE, SAME, PRUNE, KEEP, HOOK]);

describe('continuesPlan', () => {
  it.each<[string, SyncPlan, boolean]>([
    ['nothing was done yet', BEFORE, true],
    [
      'half of it is done',
      plan([{ ...CREATE, uid: 'n', modified: false }, { ...CHANGE, modified: false }, SAME, KEEP, HOOK]),
      true,
    ],
    ['a hook lives now', plan([{ ...HOOK, uid: 'h' }]), true],
    ['an object was to stay the same, and differs', plan([{ ...SAME, modified: true }]), false],
    ['an object was to stay the same, and is gone', plan([{ name: 'same', modified: true }]), false],
    ['an object was to stay the same, and is another', plan([{ ...SAME, uid: 'x' }]), false],
    ['it would become something else', plan([{ ...CHANGE, value: '2' }]), false],
    ['there is one more', plan([CHANGE, { name: 'more', modified: true }]), false],
    ['one more would be pruned', plan([{ name: 'same', act: 'prune', uid: 'u2', modified: true }]), false],
    ['what was kept would be pruned', plan([{ ...KEEP, skipped: undefined as never }]), false],
    ['something may not be done any more', plan([CHANGE], ['not permitted']), false],
  ])('%s', (_what, now, expected) => {
    expect(continuesPlan(BEFORE, now)).toBe(expected);
  });
});
