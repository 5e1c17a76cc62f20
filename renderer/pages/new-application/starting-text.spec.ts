import { describe, expect, it } from 'vitest';
import { readYaml } from '../../manifest/yaml-document.ts';
import { startingText } from './starting-text.ts';

const startOf = (query: string) => readYaml(startingText(new URLSearchParams(query))).value;

describe('startingText', () => {
  it('is an Application with its fields empty', () => {
    expect(startOf('')).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: '' },
      spec: { project: 'default', source: { repoURL: '', path: '' }, destination: { name: '' } },
    });
  });

  it('takes from the address what it says, as text', () => {
    expect(
      startOf('name=yes&repo=https://x/y.git&cluster=https://1.2.3.4&namespace=a:%20b&revision=1.10'),
    ).toMatchObject({
      metadata: { name: 'yes' },
      spec: { source: { targetRevision: '1.10' }, destination: { server: 'https://1.2.3.4', namespace: 'a: b' } },
    });
  });
});
