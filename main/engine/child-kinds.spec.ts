import { describe, expect, it } from 'vitest';
import { childKindsOf } from './child-kinds.ts';

describe('childKindsOf', () => {
  it.each<[string, readonly string[]]>([
    ['apps/Deployment', ['apps/ReplicaSet', '/Pod']],
    ['batch/CronJob', ['batch/Job', '/Pod']],
    [
      'argoproj.io/Rollout',
      ['apps/ReplicaSet', '/Pod', 'argoproj.io/AnalysisRun', 'batch/Job', 'argoproj.io/Experiment'],
    ],
    ['argoproj.io/CronWorkflow', ['argoproj.io/Workflow', '/Pod']],
    ['external-secrets.io/ExternalSecret', ['/Secret']],
    ['keda.sh/ScaledJob', ['batch/Job', '/Pod']],
    ['/ConfigMap', []],
    ['example.com/Unknown', []],
  ])('%s', (kind, expected) => {
    expect(childKindsOf([kind]).map((one) => `${one.group}/${one.kind}`)).toEqual(expected);
  });

  it('names each kind once, however many own it', () => {
    expect(childKindsOf(['batch/Job', 'apps/ReplicaSet', '/ReplicationController'])).toHaveLength(1);
  });
});
