import { expect, it } from 'vitest';
import { findGit, gitProgram } from './git-program.ts';

it.each([
  ['git version 2.39.5\n', '2.39.5', true],
  ['git version 2.45.1.windows.1\n', '2.45.1', true],
  ['git version 2.39.3 (Apple Git-146)\n', '2.39.3', true],
  ['git version 2.34.1\n', '2.34.1', false],
  ['git version 3.0\n', '3.0.0', true],
])('%j is version %s', (text, version, batchCommand) => {
  expect(gitProgram('/git', text)).toEqual({ path: '/git', version, batchCommand });
});

it.each(['git version 2.31.0', 'git version 1.8.3', 'hub 2', ''])('%j is none that we can use', (text) => {
  expect(gitProgram('/git', text)).toBeUndefined();
});

it('does not look in relative folders of PATH', async () => {
  expect(await findGit({ PATH: '.:bin:' })).toBeUndefined();
});
