import { describe, expect, it } from 'vitest';
import type { CommitSha } from '../model/index.ts';
import { BuildEnvironment } from './environment.ts';
import { CONTEXT } from './testing/fixture.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567' as CommitSha;
const source = { repoURL: 'https://git.example/r.git', path: 'app', targetRevision: 'main' };
const environment = () => new BuildEnvironment(source, CONTEXT, COMMIT);

describe('the build environment', () => {
  it('substitutes as Argo CD does', () => {
    const cases: Record<string, string> = {
      $ARGOCD_APP_NAME: 'guestbook',
      'a-${ARGOCD_APP_NAME}-b': 'a-guestbook-b',
      '$ARGOCD_APP_NAMESPACE/$ARGOCD_APP_PROJECT_NAME': 'web/default',
      '$ARGOCD_APP_REVISION_SHORT $ARGOCD_APP_REVISION_SHORT_8 $ARGOCD_APP_REVISION': `0123456 01234567 ${COMMIT}`,
      '$ARGOCD_APP_SOURCE_PATH $ARGOCD_APP_SOURCE_REPO_URL $ARGOCD_APP_SOURCE_TARGET_REVISION':
        'app https://git.example/r.git main',
      $HOME: '',
      '5$': '5$',
      $$: '$',
      $$ARGOCD_APP_NAME: '$ARGOCD_APP_NAME',
      'a $ b': 'a $ b',
      '$1$*x': 'x',
      'a${b': 'ab',
      'a${}b': 'ab',
      'x.$ARGOCD_APP_NAME.y': 'x.guestbook.y',
    };
    for (const [text, want] of Object.entries(cases)) expect(environment().substitute(text), text).toBe(want);
  });

  it('remembers which values of the commit were used', () => {
    const used = environment();
    used.substitute('$ARGOCD_APP_NAME');
    expect(used.used()).toEqual([]);
    used.substitute('$ARGOCD_APP_REVISION_SHORT');
    expect(used.used()).toEqual([['ARGOCD_APP_REVISION_SHORT', '0123456']]);
    expect(environment().holds(used.used())).toBe(true);
    const other = new BuildEnvironment(source, CONTEXT, COMMIT.replaceAll('0', '9') as CommitSha);
    expect(other.holds(used.used())).toBe(false);
  });
});
