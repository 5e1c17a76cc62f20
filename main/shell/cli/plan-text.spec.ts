import { describe, expect, it } from 'vitest';
import { hasDifferences, type Plan, planText } from './plan-text.ts';
import { valueText } from './value-text.ts';

type Row = Plan['rows'][number];

function row(change: Row['change'], kind: string, name: string, more: Partial<Row> = {}): Row {
  const ref = { group: '', kind, namespace: 'default', name };
  return { phase: 'Sync', wave: 0, change, note: '', ref, paths: [], sharedWith: [], ...more };
}

function plan(rows: readonly Row[], more: Partial<Plan> = {}): Plan {
  return { hash: 'x', rows: [...rows], invalid: [], guards: [], notes: [], ...more };
}

const field = (text: string, live?: unknown, desired?: unknown) => ({ path: [], text, live, desired, owners: [] });

describe('the text of a plan', () => {
  it('shows what would happen to each object, the fields, who shares it, and counts the rest', () => {
    const text = planText(
      plan(
        [
          row('hook', 'Job', 'migrate', { phase: 'PreSync', wave: -1, note: 'BeforeHookCreation' }),
          row('change', 'ConfigMap', 'a', { paths: [field('data.a', '1', '2'), field('data.b', undefined, 'x y')] }),
          row('same', 'ConfigMap', 'b'),
          row('create', 'ConfigMap', 'c', { paths: [field('data.c', undefined, 'all of it')] }),
          row('prune', 'ConfigMap', 'old\u001b[2J', { wave: 2, sharedWith: ['argocd/other'] }),
        ],
        {
          invalid: ['kind Foo is unknown'],
          guards: ['prunes a Namespace'],
          notes: ['the API server was not asked\u001b[2J'],
        },
      ),
    );
    expect(text).toBe(
      [
        'CHANGE    PHASE    WAVE  GROUP  KIND       NAMESPACE  NAME          DETAIL',
        '> hook    PreSync  -1           Job        default    migrate       BeforeHookCreation',
        '~ change  Sync     0            ConfigMap  default    a             2 fields',
        '+ create  Sync     0            ConfigMap  default    c',
        '- prune   Sync     2            ConfigMap  default    old\\u001b[2J  shared with argocd/other',
        '',
        '~ /ConfigMap default/a',
        '    data.a: 1 → 2',
        '    data.b: (none) → "x y"',
        '',
        'Plan: 1 to create, 1 to change, 1 to prune, 1 hook to run, 1 as they should be.',
        'Refused: kind Foo is unknown',
        'Careful: prunes a Namespace',
        'Note: the API server was not asked\\u001b[2J',
        '',
      ].join('\n'),
    );
  });

  it('refuses an object once', () => {
    const text = planText(
      plan([row('refused', 'Foo', 'a', { note: 'no Foo here' })], { invalid: ['no Foo here', 'else'] }),
    );
    expect(text.match(/no Foo here/g)).toHaveLength(1);
    expect(text).toContain('\nPlan: 1 refused.\nRefused: else\n');
  });

  it('stops at twenty fields of one object', () => {
    const paths = Array.from({ length: 23 }, (_, i) => field(`data.k${i}`, 'a', 'b'));
    const text = planText(plan([row('change', 'ConfigMap', 'a', { paths })]));
    expect(text).toContain('    data.k19: a → b\n    3 more: argosy app diff\n');
    expect(text).not.toContain('data.k20');
  });

  it('does not let a field of a cluster write on the terminal', () => {
    const text = planText(
      plan([row('change', 'X', 'a', { paths: [field('data.\u001b]0;x\u0007', '\u001b[1m', '\u202e')] })]),
    );
    expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  it('says so when there is nothing to do', () => {
    expect(planText(plan([]))).toBe('Nothing to do.\n');
    expect(planText(plan([row('same', 'ConfigMap', 'a')]))).toBe('Plan: 1 as they should be.\n');
    expect(planText(plan([], { notes: ['unreachable'] }))).toBe('Plan: no objects.\nNote: unreachable\n');
  });

  it.each([
    [[], false],
    [[row('same', 'A', 'a'), row('keep', 'A', 'b'), row('hook', 'Job', 'c')], false],
    [[row('create', 'A', 'a')], true],
    [[row('change', 'A', 'a')], true],
    [[row('prune', 'A', 'a')], true],
    [[row('refused', 'A', 'a')], true],
  ])('%#: differs %s', (rows, differs) => {
    expect(hasDifferences(plan(rows))).toBe(differs);
  });

  it('differs when it cannot be carried out', () => {
    expect(hasDifferences(plan([], { invalid: ['no'] }))).toBe(true);
  });
});

describe('a value within a line', () => {
  it.each([
    [undefined, '(none)'],
    [null, 'null'],
    ['', '""'],
    ['nginx:1.27', 'nginx:1.27'],
    ['two words', '"two words"'],
    ['line\nbreak', '"line\\nbreak"'],
    [3, '3'],
    [{ a: [1] }, '{"a":[1]}'],
    ['x'.repeat(100), `${'x'.repeat(59)}…`],
    ['😀'.repeat(70), `"${'😀'.repeat(58)}…`],
  ])('%j', (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});
