import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  isVersionConstraint,
  parseConstraint,
  parseStrictVersion,
  parseVersion,
  satisfies,
  selectVersion,
} from './semver.ts';

const check = (constraint: string, version: string) => satisfies(parseVersion(version)!, parseConstraint(constraint)!);

describe('versions', () => {
  it('are read loosely', () => {
    expect(parseVersion('v1.2')).toMatchObject({ major: 1, minor: 2, patch: 0, original: 'v1.2' });
    expect(parseVersion('1.2.3-rc.1+build.5')).toMatchObject({ prerelease: 'rc.1', metadata: 'build.5' });
    for (const bad of ['', 'a', '1.2.3.4', '1.2.3-', '1.2.3-01', '1..2', '-1', ' 1', `1.0.0-${'a'.repeat(300)}`]) {
      expect(parseVersion(bad), bad).toBeUndefined();
    }
    expect(parseStrictVersion('1.2')).toBeUndefined();
    expect(parseStrictVersion('01.2.3')).toBeUndefined();
    expect(parseStrictVersion('v1.2.3')).toBeDefined();
  });

  it('are ordered as semver.org orders them', () => {
    const ascending = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1',
      '1.10.0',
      '2.0.0',
    ];
    for (let n = 1; n < ascending.length; n++) {
      expect(compareVersions(parseVersion(ascending[n - 1]!)!, parseVersion(ascending[n]!)!), ascending[n]).toBe(-1);
    }
    expect(compareVersions(parseVersion('1.0.0+a')!, parseVersion('1.0.0+b')!)).toBe(0);
  });

  it('have one total order', () => {
    const version = fc
      .tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.constantFrom('', '-a', '-a.1', '-1', '-1.a', '-10', '-b'))
      .map(([major, minor, patch, pre]) => parseVersion(`${major}.${minor}.${patch}${pre}`)!);
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(compareVersions(a, b)).toBe(-compareVersions(b, a) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        expect(compareVersions(a, b) === 0).toBe(a.original === b.original);
      }),
    );
  });
});

describe('constraints', () => {
  it.each([
    ['*', '1.2.3', true],
    ['1.2.*', '1.2.9', true],
    ['1.2.*', '1.3.0', false],
    ['1.2', '1.2.9', true],
    ['1', '1.9.9', true],
    ['1.2.3', '1.2.3', true],
    ['v1.2.3', '1.2.3', true],
    ['=1.2.3', 'v1.2.3', true],
    ['!=1.2.3', '1.2.4', true],
    ['!=1.2', '1.2.4', false],
    ['>1.2', '1.2.9', false],
    ['>1.2', '1.3.0', true],
    ['>1', '1.9.0', false],
    ['>=1.2', '1.2.0', true],
    ['=>1.2', '1.2.0', true],
    ['<1.2', '1.1.9', true],
    ['<1.2', '1.2.0', false],
    ['<=1.2', '1.2.9', true],
    ['<=1', '1.9.9', true],
    ['=<1.2.3', '1.2.4', false],
    ['>=1.0.0 <2.0.0', '1.5.0', true],
    ['>=1.0.0, <2.0.0', '2.0.0', false],
    ['>=1.0.0,<2.0.0', '1.0.0', true],
    ['1.2 - 1.4', '1.4.5', true],
    ['1.2 - 1.4.5', '1.4.6', false],
    ['~1.2.3', '1.2.9', true],
    ['~1.2.3', '1.3.0', false],
    ['~1', '1.9.0', true],
    ['~>1.2.3', '1.2.4', true],
    ['^1.2.3', '1.9.0', true],
    ['^1.2.3', '2.0.0', false],
    ['^0.2.3', '0.2.9', true],
    ['^0.2.3', '0.3.0', false],
    ['^0.0.3', '0.0.4', false],
    ['^0.0', '0.0.9', true],
    ['^0', '0.9.0', true],
    ['^1.x', '1.3.0', true],
    ['^1 || ^3', '3.1.0', true],
    ['^1 || ^3', '2.1.0', false],
    ['>=1.0.0', '1.1.0-rc.1', false],
    ['>=1.0.0-0', '1.1.0-rc.1', true],
    ['>=1.0.0-0 <2', '1.1.0-rc.1', true],
    ['*', '1.0.0-rc.1', false],
    ['*-0', '1.0.0-rc.1', true],
    ['>x', '0.0.1', true],
    ['1.2 - 2 >=1.0.0', '1.5.0', true],
    ['^1.2.0-beta', '1.2.0-rc', true],
  ])('%s against %s: %s', (constraint, version, expected) => {
    expect(check(constraint, version)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    'main',
    'v',
    '>=',
    '1.2.3.4',
    '1.2foo',
    '>>1',
    '>=1.0 ||',
    '>=1,',
    'HEAD',
    'feature/1.2',
    '*'.repeat(600),
  ])('%j is none', (text) => {
    expect(parseConstraint(text)).toBeUndefined();
    expect(isVersionConstraint(text)).toBe(false);
  });

  it('are told from exact versions', () => {
    for (const text of ['1.2.3', 'v1.2.3', '1.2.3-rc.1']) expect(isVersionConstraint(text)).toBe(false);
    for (const text of ['1.2', '*', '^1.2.3', '>=1.0.0 <2.0.0', '1.2.x']) expect(isVersionConstraint(text)).toBe(true);
  });

  it('select the highest, as it was written', () => {
    const tags = ['v1.0.0', 'v1.2.0', 'v1.10.0', 'v2.0.0-rc.1', 'latest', 'v2.0.0'];
    expect(selectVersion('^1', tags)).toBe('v1.10.0');
    expect(selectVersion('*', tags)).toBe('v2.0.0');
    expect(selectVersion('<2.0.0-0', tags)).toBe('v1.10.0');
    expect(selectVersion('^3', tags)).toBeUndefined();
    expect(selectVersion('nonsense', tags)).toBeUndefined();
  });
});
