import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runCommand } from './run.ts';
import { fakeIo } from './testing/fake-io.ts';

async function script(shell: string): Promise<string> {
  const io = fakeIo();
  expect(await runCommand(['completion', shell], io)).toBe(0);
  return io.written.out;
}

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

/** What bash offers for a line, its last word being completed. */
async function offered(...words: string[]): Promise<readonly string[]> {
  const list = words.map((word) => `'${word}'`).join(' ');
  const program = `${await script('bash')}
COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _argosy; printf '%s\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', program], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion', () => {
  if (has('bash'))
    it('for bash knows commands, sub-commands and flags', async () => {
      expect(await offered('argosy', '')).toEqual(
        expect.arrayContaining(['app', 'cluster', 'repo', 'engine', 'version']),
      );
      expect(await offered('argosy', 'app', 's')).toEqual(['set', 'sync']);
      expect(await offered('argosy', 'app', 're')).toEqual(
        expect.arrayContaining(['resources', 'revert', 'release', 'resume']),
      );
      expect(await offered('argosy', 'app', 'rollback', 'guestbook', '3', '--h')).toEqual(['--hooks', '--hold']);
      expect(await offered('argosy', 'app', 'pause', '--f')).toEqual(['--for']);
      expect(await offered('argosy', 'app', 'plan', 'guestbook', '--pr')).toEqual(['--prune']);
      expect(await offered('argosy', 'app', 'sync', '--pr')).toEqual(expect.arrayContaining(['--project', '--prune']));
      expect(await offered('argosy', 'app', 'sync', 'guestbook', '--dry')).toEqual(['--dry-run']);
      expect(await offered('argosy', 'app', 'sync', '--revision', 'v1', '--dry')).toEqual(['--dry-run']);
      expect(await offered('argosy', 'nonsense', '')).toEqual([]);
    });

  if (has('zsh'))
    it('for zsh is valid', async () => {
      expect(spawnSync('zsh', ['-n'], { input: await script('zsh'), encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    });

  if (has('fish'))
    it('for fish is valid', async () => {
      expect(spawnSync('fish', ['--no-execute'], { input: await script('fish'), encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    });

  it('for zsh and fish names the same commands', async () => {
    expect(await script('zsh')).toMatch(/^#compdef argosy\n/);
    const fish = await script('fish');
    expect(fish).toContain("-a sync -d 'Make the cluster match Git'");
    expect(fish).not.toMatch(/-d '[^']*'[^\n]*'/);
  });

  it('of another shell is refused', async () => {
    const io = fakeIo();
    expect(await runCommand(['completion', 'tcsh'], io)).toBe(1);
    expect(io.written.err).toBe('argosy: no completion for tcsh: choose bash, zsh or fish\n');
  });
});
