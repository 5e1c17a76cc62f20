import { describe, expect, it } from 'vitest';
import { validateApplication } from '../model/index.ts';
import { problemsOf } from './problems.ts';

const APP = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'web' },
  spec: {
    project: 'default',
    source: { repoURL: 'https://example.com/a.git', path: 'a' },
    destination: { name: 'prod', namespace: 'web' },
  },
};

const fieldsOf = (value: unknown) => problemsOf(value, validateApplication).map(({ path }) => path);

describe('problemsOf', () => {
  it('finds nothing in a good Application', () => {
    expect(problemsOf(APP, validateApplication)).toEqual([]);
  });

  it('names the field of a wrong type', () => {
    const wrong = { ...APP, spec: { ...APP.spec, source: { ...APP.spec.source, helm: { valueFiles: 'a' } } } };
    expect(fieldsOf(wrong)).toEqual(['spec.source.helm.valueFiles']);
  });

  it('names the element of a list', () => {
    const wrong = { ...APP, spec: { ...APP.spec, source: { ...APP.spec.source, helm: { valueFiles: ['a', 1] } } } };
    expect(fieldsOf(wrong)).toEqual(['spec.source.helm.valueFiles[1]']);
  });

  it('names the field of every rule that is broken', () => {
    const wrong = {
      ...APP,
      metadata: { name: 'Not A Name' },
      spec: { ...APP.spec, source: { repoURL: '' }, destination: {} },
    };
    expect(fieldsOf(wrong)).toEqual(['metadata.name', 'spec.source.repoURL', 'spec.destination']);
  });

  it('says what a value is that is no Application at all', () => {
    expect(problemsOf('x', validateApplication)).toEqual([
      { path: '', message: 'expected an object of kind Application' },
    ]);
    expect(fieldsOf({ ...APP, kind: 'Pod' })).toEqual(['kind']);
  });

  it('asks the rules that are given', () => {
    const message = 'Application referencing project x which does not exist';
    expect(problemsOf(APP, () => [{ type: 'InvalidSpecError', message }])).toEqual([{ path: 'spec.project', message }]);
  });
});
