import { describe, expect, it } from 'vitest';
import { parseResourceArgument, selects } from './resource-argument.ts';

const WEB = { group: 'apps', kind: 'Deployment', namespace: 'default', name: 'web' };
const MAP = { kind: 'ConfigMap', namespace: 'other', name: 'a:b' };

describe('--resource', () => {
  it.each([
    ['apps:Deployment:web', { group: 'apps', kind: 'Deployment', namespace: undefined, name: 'web', exclude: false }],
    ['apps:Deployment:ns/web', { group: 'apps', kind: 'Deployment', namespace: 'ns', name: 'web', exclude: false }],
    [':ConfigMap:a:b', { group: '', kind: 'ConfigMap', namespace: undefined, name: 'a:b', exclude: false }],
    ['!*:*:*', { group: '*', kind: '*', namespace: undefined, name: '*', exclude: true }],
  ])('%s', (text, match) => {
    expect(parseResourceArgument(text)).toEqual(match);
  });

  it.each(['', 'web', 'Deployment:web', ':', '::', 'a:b:', '!'])('refuses %j', (text) => {
    expect(() => parseResourceArgument(text)).toThrow(`Resource should have GROUP:KIND:NAME, but instead got: ${text}`);
  });

  it.each([
    [['apps:Deployment:web'], true, false],
    [['apps:Deployment:default/web'], true, false],
    [['apps:Deployment:other/web'], false, false],
    [[':ConfigMap:a:b'], false, true],
    [['*:*:*'], true, true],
    [['*:ConfigMap:other/*'], false, true],
    [['!apps:*:*'], false, true],
    [['*:*:*', '!:ConfigMap:*'], true, false],
    [['apps:Deployment:we*'], false, false],
    [[], true, true],
  ])('%j selects', (texts, web, map) => {
    const matches = texts.map(parseResourceArgument);
    expect([selects(matches, WEB), selects(matches, MAP)]).toEqual([web, map]);
  });
});
