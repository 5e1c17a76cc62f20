import { describe, expect, it } from 'vitest';
import type { Output } from '../../../preload/contract/index.ts';
import { planText } from './plan-text.ts';

const ref = (kind: string, name: string) => ({ group: '', kind, namespace: 'default', name });
const path = (text: string) => ({ path: [], text, owners: [] });

describe('the text of a plan', () => {
  it('shows each object with what would happen to it, and at most three fields', () => {
    const plan: Output<'app.plan'> = {
      hash: 'x',
      rows: [
        {
          phase: 'PreSync',
          wave: -1,
          change: 'hook',
          note: 'BeforeHookCreation',
          ref: ref('Job', 'migrate'),
          paths: [],
          sharedWith: [],
        },
        {
          phase: 'Sync',
          wave: 0,
          change: 'change',
          note: '',
          ref: ref('ConfigMap', 'a'),
          paths: ['data.a', 'data.b', 'data.c', 'data.d'].map(path),
          sharedWith: [],
        },
        {
          phase: 'Sync',
          wave: 2,
          change: 'prune',
          note: '',
          ref: ref('ConfigMap', 'old\u001b[2J'),
          paths: [],
          sharedWith: [],
        },
      ],
      invalid: ['kind Foo is unknown'],
      guards: ['prunes a Namespace'],
      notes: [],
    };
    expect(planText(plan)).toBe(
      [
        'CHANGE    PHASE    WAVE  GROUP  KIND       NAMESPACE  NAME          DETAIL',
        '> hook    PreSync  -1           Job        default    migrate       BeforeHookCreation',
        '~ change  Sync     0            ConfigMap  default    a             data.a, data.b, data.c, 1 more',
        '- prune   Sync     2            ConfigMap  default    old\\u001b[2J',
        'Refused: kind Foo is unknown',
        'Careful: prunes a Namespace',
        '',
      ].join('\n'),
    );
  });

  it('says so when there is nothing to do', () => {
    expect(planText({ hash: 'x', rows: [], invalid: [], guards: [], notes: [] })).toBe('Nothing to do.\n');
  });
});
