import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { againLine, quoted } from './again-line.ts';
import { collect } from './flag-values.ts';

function lineOf(...argv: string[]): string {
  const command = new Command('plan')
    .argument('<name>')
    .option('--prune', 'x')
    .option('--revision <revision>', 'x')
    .option('--resource <resource>', 'x', collect)
    .option('--exit-code', 'x', true)
    .option('--no-exit-code')
    .option('-o, --output <format>', 'x', 'wide')
    .option('-l <selector>', 'x');
  command.parse(argv, { from: 'user' });
  return againLine(command, ['app', 'sync', 'web', '--plan', 'abc'], new Set(['output']));
}

describe('the command line that does it', () => {
  it.each([
    [['web'], 'argosy app sync web --plan abc'],
    [['web', '--prune', '-o', 'json'], 'argosy app sync web --plan abc --prune'],
    [['web', '--revision', 'a b'], "argosy app sync web --plan abc --revision 'a b'"],
    [
      ['web', '--resource', ':Job:x', '--resource', '!*:*:*'],
      "argosy app sync web --plan abc --resource :Job:x --resource '!*:*:*'",
    ],
    [['web', '--no-exit-code'], 'argosy app sync web --plan abc --no-exit-code'],
    [['web', '--exit-code'], 'argosy app sync web --plan abc --exit-code'],
    [['web', '-l', 'x=y'], 'argosy app sync web --plan abc -l x=y'],
  ])('%j', (argv, line) => {
    expect(lineOf(...argv)).toBe(line);
  });

  it('survives a shell whatever its words are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' }), { minLength: 1, maxLength: 4 }), (words) => {
        const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${words.map(quoted).join(' ')}`], {
          encoding: 'utf8',
        });
        expect(stdout.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 20 },
    );
  });
});
