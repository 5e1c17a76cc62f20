import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectLicences } from './licences.mjs';

const { packages, texts } = collectLicences(join(import.meta.dirname, '..'));

describe('the licences of what is shipped', () => {
  it('name every package with its terms, in order, and none that only builds', () => {
    const names = packages.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['react', 'zod', '@kubernetes/client-node']));
    expect(names).not.toContain('typescript');
    expect(packages.slice(1).filter(({ licence }) => licence === '')).toEqual([]);
    expect(new Set(packages.map(({ name, version }) => `${name}@${version}`)).size).toBe(packages.length);
  });

  it('have their texts, each once, and those of the engines', () => {
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts[packages[0]!.texts[0]!]).toContain('github.com/Masterminds/sprig');
    expect(
      packages
        .find(({ name }) => name === 'react')!
        .texts.map((at) => texts[at])
        .join(),
    ).toContain('MIT License');
  });
});
