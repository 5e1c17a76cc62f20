import { describe, expect, it } from 'vitest';
import { type GuideFacts, guideText } from './guide-text.ts';

const FACTS: GuideFacts = { command: 'npx argosy', clusters: [], applications: 0, kubeconfig: { contexts: [] } };

describe('what to do next', () => {
  it('is to add a cluster, with the exact line for each context', () => {
    const contexts = [
      { name: 'prod-eu', exec: undefined },
      { name: 'arn:aws:eks:eu-1:1:cluster/a b', exec: 'aws' },
      { name: "it's\u001b[2J", exec: undefined },
    ];
    const text = guideText({ ...FACTS, kubeconfig: { contexts } });
    expect(text).toContain('\n  npx argosy cluster add prod-eu\n');
    expect(text).toContain(
      "\n  npx argosy cluster add 'arn:aws:eks:eu-1:1:cluster/a b' --yes    # allows it to run aws to sign in\n",
    );
    expect(text).toContain(`\n  npx argosy cluster add 'it'\\''s\\u001b[2J'\n`);
    expect(text).toMatch(/Then make an application[\s\S]+--dest-name NAME[\s\S]+Ctrl-C ends the engine\.\n$/);
  });

  it.each([
    [{ problem: '/home/me/.kube/config does not exist' }, 'no context was found: /home/me/.kube/config does not exist'],
    [{ contexts: [] }, 'your kubeconfig has no context'],
  ])('is to name a kubeconfig when there is none: %j', (kubeconfig, words) => {
    const text = guideText({ ...FACTS, kubeconfig });
    expect(text).toContain(words);
    expect(text).toContain('npx argosy cluster add CONTEXT --kubeconfig FILE');
  });

  it('is to make an application when there is a cluster', () => {
    const text = guideText({ ...FACTS, clusters: ['my cluster'] });
    expect(text).toMatch(/^No application has been made yet/);
    expect(text).toContain("--dest-name 'my cluster'");
    expect(text).not.toContain('cluster add');
  });

  it('is nothing when the engine has something to do', () => {
    expect(guideText({ ...FACTS, clusters: ['a'], applications: 1 })).toBe('');
  });
});
