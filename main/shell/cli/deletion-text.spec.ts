import { describe, expect, it } from 'vitest';
import { type DeletionPlan, deletionText } from './deletion-text.ts';

const ref = (kind: string, name: string, group = '') => ({ group, kind, namespace: 'web', name });
const nothing: DeletionPlan = {
  deletes: [],
  keeps: [],
  applications: ['argocd/web'],
  hooks: [],
  guards: [],
  unreachable: [],
};

describe('what a deletion takes with it', () => {
  it('is shown in its order, with what stays', () => {
    expect(
      deletionText({
        ...nothing,
        deletes: [
          { ref: ref('Deployment', 'web', 'apps'), wave: 1, application: 'argocd/web' },
          { ref: ref('ConfigMap', 'a\u001b[2J'), wave: 0, application: 'argocd/web' },
        ],
        keeps: [{ ref: ref('PersistentVolumeClaim', 'data'), because: 'Delete=false', application: 'argocd/web' }],
        hooks: [
          { ref: ref('Job', 'after'), phase: 'PostDelete' },
          { ref: ref('Job', 'before'), phase: 'PreDelete' },
        ],
        guards: ['deletes a Namespace'],
        unreachable: ['prod'],
      }),
    ).toBe(
      [
        'CHANGE    WAVE        GROUP  KIND                   NAMESPACE  NAME        DETAIL',
        '> hook    PreDelete          Job                    web        before',
        '- delete  1           apps   Deployment             web        web',
        '- delete  0                  ConfigMap              web        a\\u001b[2J',
        '= keep                       PersistentVolumeClaim  web        data        Delete=false',
        '> hook    PostDelete         Job                    web        after',
        '',
        'Deletion: 2 objects to delete, 1 to keep.',
        'Waits for cluster prod, which cannot be reached now.',
        'Careful: deletes a Namespace',
        '',
      ].join('\n'),
    );
  });

  it('names the application of each object when there are several', () => {
    const text = deletionText({
      ...nothing,
      applications: ['argocd/child', 'argocd/root'],
      deletes: [{ ref: ref('ConfigMap', 'a'), wave: 0, application: 'argocd/child' }],
    });
    expect(text).toBe(
      [
        'Applications, in this order: argocd/child, argocd/root',
        'CHANGE    WAVE  APPLICATION   GROUP  KIND       NAMESPACE  NAME  DETAIL',
        '- delete  0     argocd/child         ConfigMap  web        a',
        '',
        'Deletion: 1 object to delete, with 1 application below it.',
        '',
      ].join('\n'),
    );
  });

  it('says that nothing goes', () => {
    expect(deletionText(nothing)).toBe('Deletion: 0 objects to delete.\n');
  });
});
