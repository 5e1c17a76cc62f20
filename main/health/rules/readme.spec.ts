import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULES, WILDCARDS } from './index.ts';

describe('the README', () => {
  it('lists exactly the kinds that have a rule', () => {
    const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const listed = text
      .split('\n')
      .filter((line) => line.startsWith('- ') && /^- [a-z*][^ ]*: /.test(line))
      .flatMap((line) => {
        const end = line.indexOf(': ');
        const group = line.slice(2, end);
        return line
          .slice(end + 2)
          .split(', ')
          .map((kind) => (kind.startsWith('every kind') ? group : `${group}/${kind}`));
      });
    expect(listed.sort()).toEqual([...RULES.keys(), ...WILDCARDS.map(([pattern]) => pattern)].sort());
  });
});
