import { describe, expect, it } from 'vitest';
import { nextSteps } from './commands/sandbox.ts';

const running = (kubeconfigPath: string) => ({
  clusters: [
    { name: 'staging', server: 'https://127.0.0.1:1', kubeconfigContext: 'sandbox-staging' },
    { name: 'production', server: 'https://127.0.0.1:2', kubeconfigContext: 'sandbox-production' },
  ],
  kubeconfigPath,
  repositoryUrl: 'http://127.0.0.1:3/fleet.git',
});

describe('what a newcomer is told when the sandbox is up', () => {
  it('names both contexts with the kubeconfig, and the application over the repository', () => {
    const lines = nextSteps(running('/home/ada/sandbox/kubeconfig')).trimEnd().split('\n');
    expect(lines.slice(1, 3)).toEqual([
      '  argosy cluster add sandbox-staging --name staging --kubeconfig /home/ada/sandbox/kubeconfig',
      '  argosy cluster add sandbox-production --name production --kubeconfig /home/ada/sandbox/kubeconfig',
    ]);
    expect(lines[3]).toMatch(/^ {2}argosy app create fleet --repo http:\/\/127\.0\.0\.1:3\/fleet\.git --path fleet /);
    expect(lines).toHaveLength(4);
  });

  it('keeps a path with a space one word', () => {
    expect(nextSteps(running('/Users/ada/Library/Application Support/kubeconfig'))).toContain(
      '--kubeconfig "/Users/ada/Library/Application Support/kubeconfig"\n',
    );
  });
});
