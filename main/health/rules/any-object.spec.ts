import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../model/index.ts';
import { assessBuiltin } from '../assess.ts';
import { COMPILED } from '../compiled/index.ts';
import { RULES, WILDCARDS } from './index.ts';

/** Field names that rules read, so that random objects reach deep into them. */
const names = (
  'conditions,phase,state,status,message,reason,observedGeneration,replicas,readyReplicas,updatedReplicas,availableReplicas,ceph,health,' +
  'deployments,listeners,parents,ancestors,ancestorRef,parentRef,environments,active,proposed,dry,sha,commitStatuses,modelStatus,' +
  'applicationState,executorState,clusters,aggregatedStatus,compliant,compliancyDetails,brokersState,racks,ingress,solrNodes,scale,' +
  'statusReplicas,updateStrategy,rollingUpdate,partition,paused,nodeSets,canaryWeight,statuses,stage,stageStatus,conditionedStatus,' +
  'type,lastTransitionTime,generation,annotations,labels,finalizers,template,containers,initContainerStatuses,containerStatuses,' +
  'constructor,__proto__,toString,length'
).split(',');

const word = fc.constantFrom(
  'Ready',
  'True',
  'False',
  'Unknown',
  'Healthy',
  'Running',
  'Failed',
  'RUNNING',
  'Available',
  'Accepted',
  'Synced',
  '',
  '0',
  '3/3',
  'Progressing',
);
const leaf = fc.oneof(word, fc.integer({ min: -1, max: 3 }), fc.boolean(), fc.constant(null));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 5 }),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
}));
const conditions = fc.array(
  fc.record(
    { type: fc.oneof(word, leaf), status: fc.oneof(word, leaf), reason: leaf, message: leaf },
    { requiredKeys: [] },
  ),
  { maxLength: 4 },
);
const part = fc.oneof(
  tree,
  fc.dictionary(fc.constantFrom(...names), tree, { maxKeys: 6 }),
  fc
    .tuple(fc.dictionary(fc.constantFrom(...names), tree, { maxKeys: 4 }), conditions)
    .map(([fields, list]) => ({ ...fields, conditions: list })),
);

const CODES = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'];
const kinds = [
  ...RULES.keys(),
  ...COMPILED.keys(),
  ...WILDCARDS.map(([pattern]) => `${pattern.replace('*', 'x')}/AnyPolicy`),
];

describe('any object whatever', () => {
  it.each(kinds)('of kind %s gets a status or none, never a crash', (kind) => {
    const slash = kind.lastIndexOf('/');
    const group = kind.slice(0, slash);
    fc.assert(
      fc.property(
        part,
        part,
        fc.dictionary(fc.constantFrom(...names), tree, { maxKeys: 4 }),
        (status, spec, metadata) => {
          const object = {
            apiVersion: group === '' ? 'v1' : `${group}/v1`,
            kind: kind.slice(slash + 1),
            metadata,
            spec,
            status,
          } as unknown as KubeObject;
          const verdict = assessBuiltin(object);
          if (verdict === undefined) return;
          expect(CODES).toContain(verdict.status);
          expect(['string', 'undefined']).toContain(typeof verdict.message);
        },
      ),
      { numRuns: 60 },
    );
  });
});
