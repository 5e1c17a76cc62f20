import { describe, expect, it } from 'vitest';
import { LONGEST_TEXT, lineOf, pathOf, readYaml, textAt, valueAt, withValue } from './yaml-document.ts';

const TEXT = `# what this is for
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web # shown everywhere
spec:
  source:
    repoURL: "https://example.com/a.git"
    path: apps/web
  sources:
  - path: a
  - path: b
`;

describe('readYaml', () => {
  it('reads a mapping', () => {
    expect(readYaml(TEXT).value).toMatchObject({ metadata: { name: 'web' } });
  });

  it('says at which line a text is no YAML', () => {
    const { value, problems } = readYaml('a: 1\nb: [1,\nc: 2\n');
    expect(value).toBeUndefined();
    expect(problems[0]?.line).toBeGreaterThanOrEqual(2);
    expect(readYaml('a: 1\na: 2\n').problems[0]?.message).toMatch(/unique/);
  });

  it('refuses what is no mapping, what is several documents and what is too long', () => {
    for (const text of ['just words', '- a\n- b', '', 'a: 1\n---\nb: 2\n', `a: ${'x'.repeat(LONGEST_TEXT)}`]) {
      const { value, problems } = readYaml(text);
      expect(value).toBeUndefined();
      expect(problems.length).toBeGreaterThan(0);
    }
  });

  it('does not write out a bomb of aliases', () => {
    const levels = 'abcdefgh'.split('');
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${levels
      .slice(1)
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${levels[index]}`).join(',')}]`)
      .join('\n')}\n`;
    expect(readYaml(bomb).value).toBeUndefined();
  });

  it('takes no prototype from a text', () => {
    const { value } = readYaml('__proto__:\n  polluted: true\n');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(valueAt(value, ['polluted'])).toBeUndefined();
  });
});

describe('withValue', () => {
  it('changes one field and keeps comments, order and quotes', () => {
    expect(withValue(TEXT, ['metadata', 'name'], 'shop')).toBe(TEXT.replace('name: web', 'name: shop'));
  });

  it('adds what was not there', () => {
    expect(readYaml(withValue(TEXT, ['spec', 'destination', 'name'], 'prod')).value).toMatchObject({
      spec: { destination: { name: 'prod' }, source: { path: 'apps/web' } },
    });
    expect(readYaml(withValue('', ['kind'], 'Application')).value).toEqual({ kind: 'Application' });
  });

  it('drops the quotes of an empty text', () => {
    expect(withValue('name: "" # the name\n', ['name'], 'web')).toBe('name: web # the name\n');
  });

  it('makes a mapping of what was left empty', () => {
    expect(readYaml(withValue('spec:\n', ['spec', 'project'], 'default')).value).toEqual({
      spec: { project: 'default' },
    });
  });

  it('removes a field with the mappings that are empty then', () => {
    const text = withValue(TEXT, ['spec', 'syncPolicy', 'automated', 'prune'], true);
    expect(withValue(text, ['spec', 'syncPolicy', 'automated', 'prune'], undefined)).toBe(TEXT);
    expect(withValue(TEXT, ['spec', 'nothing'], undefined)).toBe(TEXT);
  });

  it('writes words that look like something else so that they stay words', () => {
    for (const word of ['yes', '1.10', 'null', '0x1f', ': a', '# no comment', 'a\nb'])
      expect(textAt(readYaml(withValue(TEXT, ['metadata', 'name'], word)).value, ['metadata', 'name'])).toBe(word);
  });

  it('leaves a text alone that it cannot read', () => {
    expect(withValue('a: [', ['b'], 1)).toBe('a: [');
    expect(withValue('words', ['b'], 1)).toBe('words');
  });
});

describe('lineOf', () => {
  it('finds the line of a field, or of its nearest parent', () => {
    expect(lineOf(TEXT, pathOf('spec.source.path'))).toBe(9);
    expect(lineOf(TEXT, pathOf('spec.sources[1].path'))).toBe(12);
    expect(lineOf(TEXT, pathOf('spec.source.helm.values'))).toBe(7);
    expect(lineOf(TEXT, pathOf('nothing'))).toBeUndefined();
  });
});

describe('pathOf', () => {
  it('reads names and places', () => {
    expect(pathOf('spec.sources[10].helm')).toEqual(['spec', 'sources', 10, 'helm']);
    expect(pathOf('')).toEqual([]);
  });
});
