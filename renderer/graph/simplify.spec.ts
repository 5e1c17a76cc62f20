import { describe, expect, it } from 'vitest';
import { project } from './project.ts';
import { simplify } from './simplify.ts';
import { node, ROOT } from './testing/sources.ts';

const of = (...sources: ReturnType<typeof node>[]) => project(sources, ROOT, undefined).model;
const minor = { minor: true, parents: ['Deployment/web'], sync: undefined };

describe('simplify', () => {
  const model = of(
    node('Deployment', 'web'),
    node('ReplicaSet', 'old-1', minor),
    node('ReplicaSet', 'old-2', minor),
    node('ReplicaSet', 'failing', { ...minor, health: 'Degraded' }),
    node('ReplicaSet', 'changed', { ...minor, sync: 'OutOfSync' }),
    node('ReplicaSet', 'carrying', minor),
    node('Pod', 'last', { parents: ['ReplicaSet/carrying'] }),
  );

  it('takes out what is minor and carries nothing, and says what and how many', () => {
    const simplified = simplify(model, false);
    expect(simplified.model.nodes.map(({ title }) => title)).toEqual([
      'checkout',
      'web',
      'carrying',
      'last',
      'changed',
      'failing',
    ]);
    expect([...simplified.hidden]).toEqual([['ReplicaSet', 2]]);
  });

  it('gives everything on when everything is asked for, or nothing is minor', () => {
    expect(simplify(model, true).model).toBe(model);
    const plain = of(node('Deployment', 'web'));
    expect(simplify(plain, false).model).toBe(plain);
  });
});
