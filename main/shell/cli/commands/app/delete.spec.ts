import { describe, expect, it } from 'vitest';
import { type DeletionPlan, deletionText } from '../../deletion-text.ts';
import { type Answers, runWith } from '../../testing/fake-context.ts';
import { deleteCommand } from './delete.ts';

const plan: DeletionPlan = {
  deletes: [{ ref: { group: '', kind: 'ConfigMap', namespace: 'web', name: 'a' }, wave: 0, application: 'argocd/web' }],
  keeps: [],
  applications: ['argocd/web'],
  hooks: [],
  guards: [],
  unreachable: [],
};
const guarded = { ...plan, guards: ['deletes a Namespace'] };
const answers = (deletion: DeletionPlan): Answers => ({ 'app.deletionPlan': deletion, 'app.delete': {} });
const deleted = (run: { readonly calls: readonly (readonly [string, unknown])[] }): readonly unknown[] =>
  run.calls.filter(([name]) => name === 'app.delete').map(([, input]) => input);
const WHOLE = { name: 'web', cascade: true, propagation: 'foreground' };

describe('app delete', () => {
  it('shows what goes before it asks', async () => {
    const run = await runWith(deleteCommand, ['delete', 'web'], answers(plan), { answers: ['y'] });
    expect(run.err).toContain('- delete  0            ConfigMap  web        a');
    expect(run.asked).toEqual(["Are you sure you want to delete 'web' and all its resources? [y/n] "]);
    expect(deleted(run)).toEqual([WHOLE]);
    expect(run.out).toBe("application 'web' deleted\n");
  });

  it.each(['', 'n', 'no', 'web'])('deletes nothing after %j', async (answer) => {
    const run = await runWith(deleteCommand, ['delete', 'web'], answers(plan), { answers: [answer] });
    expect([run.code, deleted(run)]).toEqual([0, []]);
    expect(run.out).toBe("The command to delete 'web' was cancelled.\n");
  });

  it.each([
    ['web', 1],
    ['y', 0],
    ['', 0],
    ['Web', 0],
  ])('wants the name typed when a rule guards it: %j', async (answer, times) => {
    const run = await runWith(deleteCommand, ['delete', 'web'], answers(guarded), { answers: [answer] });
    expect(run.err).toContain('Careful: deletes a Namespace');
    expect(run.asked).toEqual(['Type web to go on: ']);
    expect(deleted(run)).toHaveLength(times);
  });

  it('asks by name again for a guarded one after "all"', async () => {
    const run = await runWith(deleteCommand, ['delete', 'argocd/web', 'argocd/api'], answers(guarded), {
      answers: ['web', 'a'],
    });
    expect(run.asked).toEqual(['Type web to go on: ', 'Type api to go on: ']);
    expect(deleted(run)).toEqual([{ ...WHOLE, name: 'argocd/web' }]);
    const all = await runWith(deleteCommand, ['delete', 'a', 'b'], answers(plan), { answers: ['a'] });
    expect([all.asked.length, deleted(all).length]).toEqual([1, 2]);
  });

  it('without a terminal goes on as argocd does, but not past a guard', async () => {
    expect(deleted(await runWith(deleteCommand, ['delete', 'web'], answers(plan)))).toEqual([WHOLE]);
    const run = await runWith(deleteCommand, ['delete', 'web'], answers(guarded));
    expect([run.code, deleted(run)]).toEqual([1, []]);
    expect(run.err).toContain(
      "deleting 'web' needs a confirmation, and there is nobody to ask\n  Look at it with --preview",
    );
  });

  it('asks nothing with --yes, and nothing when the objects stay', async () => {
    const yes = await runWith(deleteCommand, ['delete', 'web', '--yes'], answers(guarded), { answers: [] });
    expect([yes.asked, yes.calls.map(([name]) => name)]).toEqual([[], ['app.delete']]);
    // What is left without an owner is said to whoever looks, and asked for nobody.
    const left = await runWith(deleteCommand, ['delete', 'web', '--no-cascade'], answers(guarded), { answers: [] });
    expect([left.asked, left.calls.map(([name]) => name)]).toEqual([[], ['app.deletionPlan', 'app.delete']]);
    expect(left.err).toContain(deletionText(guarded));
    const script = await runWith(deleteCommand, ['delete', 'web', '--no-cascade'], answers(guarded));
    expect([script.err, script.calls.map(([name]) => name)]).toEqual(['', ['app.delete']]);
  });

  it('previews, as text and as values', async () => {
    const text = await runWith(deleteCommand, ['delete', 'web', '--preview'], answers(guarded));
    expect([text.code, deleted(text)]).toEqual([0, []]);
    expect(text.out).toContain('Deletion: 1 object to delete.\nCareful: deletes a Namespace\n');
    const json = await runWith(deleteCommand, ['delete', 'web', '--preview', '-o', 'json'], answers(guarded));
    expect(JSON.parse(json.out)).toEqual(guarded);
  });
});
