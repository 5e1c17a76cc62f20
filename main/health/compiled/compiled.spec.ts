import { describe, expect, it } from 'vitest';
import type { HealthStatus, KubeObject } from '../../model/index.ts';
import { assessBuiltin } from '../assess.ts';
import { COMPILED } from './index.ts';

type Shape = Readonly<Record<string, unknown>>;
type Case = readonly [title: string, apiVersion: string, shape: Shape, expected: string];

/** `Status message` or `Status`: one line a verdict, so that a table reads as a table. */
function line(verdict: HealthStatus | undefined): string {
  if (verdict === undefined) return 'none';
  return verdict.message === undefined ? verdict.status : `${verdict.status} ${verdict.message}`;
}

function object(apiVersion: string, kind: string, shape: Shape): KubeObject {
  const { metadata, ...rest } = shape;
  return { apiVersion, kind, metadata: { name: 'web', ...(metadata as object) }, ...rest };
}

const generations = { metadata: { generation: 2 } };
const rollout = 'Progressing Waiting for rollout to finish:';

const cases: Readonly<Record<string, readonly Case[]>> = {
  'apps/Deployment': [
    ['other version', 'apps/v1beta2', {}, 'Unknown unsupported Deployment GVK: apps/v1beta2, Kind=Deployment'],
    ['paused', 'apps/v1', { spec: { paused: true } }, 'Suspended Deployment is paused'],
    [
      'not observed',
      'apps/v1',
      { ...generations, status: { observedGeneration: 1 } },
      `${rollout} observed deployment generation less than desired generation`,
    ],
    [
      'deadline',
      'apps/v1',
      { status: { conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] } },
      'Degraded Deployment "web" exceeded its progress deadline',
    ],
    [
      'updating',
      'apps/v1',
      { spec: { replicas: 3 }, status: { updatedReplicas: 1 } },
      `${rollout} 1 out of 3 new replicas have been updated...`,
    ],
    [
      'old ones',
      'apps/v1',
      { spec: { replicas: 1 }, status: { updatedReplicas: 1, replicas: 3 } },
      `${rollout} 2 old replicas are pending termination...`,
    ],
    [
      'not available',
      'apps/v1',
      { spec: { replicas: 2 }, status: { updatedReplicas: 2, replicas: 2, availableReplicas: 1 } },
      `${rollout} 1 of 2 updated replicas are available...`,
    ],
    [
      'healthy',
      'apps/v1',
      { spec: { replicas: 2 }, status: { updatedReplicas: 2, replicas: 2, availableReplicas: 2 } },
      'Healthy',
    ],
    [
      'a field of a wrong type',
      'apps/v1',
      { spec: { replicas: 'two' } },
      'Unknown failed to convert unstructured Deployment to typed: spec.replicas must be a number, not string',
    ],
    ['deleting', 'apps/v1', { metadata: { deletionTimestamp: 'now' } }, 'Progressing Pending deletion'],
    [
      'deleting with the hook finalizer',
      'apps/v1',
      { metadata: { deletionTimestamp: 'now', finalizers: ['argocd.argoproj.io/hook-finalizer'] } },
      'Healthy',
    ],
  ],
  'apps/StatefulSet': [
    ['other version', 'apps/v1beta1', {}, 'Unknown unsupported StatefulSet GVK: apps/v1beta1, Kind=StatefulSet'],
    ['never observed', 'apps/v1', {}, 'Progressing Waiting for statefulset spec update to be observed...'],
    [
      'not observed',
      'apps/v1',
      { ...generations, status: { observedGeneration: 1 } },
      'Progressing Waiting for statefulset spec update to be observed...',
    ],
    [
      'not ready',
      'apps/v1',
      { spec: { replicas: 3 }, status: { observedGeneration: 1, readyReplicas: 1 } },
      'Progressing Waiting for 2 pods to be ready...',
    ],
    [
      'partition under way',
      'apps/v1',
      {
        spec: { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } },
        status: { observedGeneration: 1, readyReplicas: 3, updatedReplicas: 1 },
      },
      'Progressing Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...',
    ],
    [
      'partition done',
      'apps/v1',
      {
        spec: { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } },
        status: { observedGeneration: 1, readyReplicas: 3, updatedReplicas: 2 },
      },
      'Healthy partitioned roll out complete: 2 new pods have been updated...',
    ],
    [
      'on delete',
      'apps/v1',
      {
        spec: { updateStrategy: { type: 'OnDelete' } },
        status: { observedGeneration: 1, readyReplicas: 3, updateRevision: 'b', currentRevision: 'a' },
      },
      'Healthy statefulset has 3 ready pods',
    ],
    [
      'revisions differ',
      'apps/v1',
      { status: { observedGeneration: 1, updatedReplicas: 1, updateRevision: 'b', currentRevision: 'a' } },
      'Progressing waiting for statefulset rolling update to complete 1 pods at revision b...',
    ],
    [
      'done',
      'apps/v1',
      { status: { observedGeneration: 1, currentReplicas: 2, updateRevision: 'b', currentRevision: 'b' } },
      'Healthy statefulset rolling update complete 2 pods at revision b...',
    ],
  ],
  'apps/DaemonSet': [
    ['other version', 'apps/v1beta2', {}, 'Unknown unsupported DaemonSet GVK: apps/v1beta2, Kind=DaemonSet'],
    ['not observed', 'apps/v1', generations, `${rollout} observed daemon set generation less than desired generation`],
    [
      'on delete',
      'apps/v1',
      {
        spec: { updateStrategy: { type: 'OnDelete' } },
        status: { updatedNumberScheduled: 1, desiredNumberScheduled: 2 },
      },
      'Healthy daemon set 1 out of 2 new pods have been updated',
    ],
    [
      'updating',
      'apps/v1',
      { status: { updatedNumberScheduled: 1, desiredNumberScheduled: 2 } },
      'Progressing Waiting for daemon set "web" rollout to finish: 1 out of 2 new pods have been updated...',
    ],
    [
      'not available',
      'apps/v1',
      { status: { updatedNumberScheduled: 2, desiredNumberScheduled: 2, numberAvailable: 1 } },
      'Progressing Waiting for daemon set "web" rollout to finish: 1 of 2 updated pods are available...',
    ],
    [
      'healthy',
      'apps/v1',
      { status: { updatedNumberScheduled: 2, desiredNumberScheduled: 2, numberAvailable: 2 } },
      'Healthy',
    ],
  ],
  'apps/ReplicaSet': [
    ['other version', 'apps/v1beta2', {}, 'Unknown unsupported ReplicaSet GVK: apps/v1beta2, Kind=ReplicaSet'],
    ['not observed', 'apps/v1', generations, `${rollout} observed replica set generation less than desired generation`],
    [
      'failure',
      'apps/v1',
      { status: { conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'quota' }] } },
      'Degraded quota',
    ],
    [
      'not available',
      'apps/v1',
      { spec: { replicas: 2 }, status: { availableReplicas: 1 } },
      `${rollout} 1 out of 2 new replicas are available...`,
    ],
    [
      'failure that is over',
      'apps/v1',
      { status: { conditions: [{ type: 'ReplicaFailure', status: 'False', message: 'quota' }] } },
      'Healthy',
    ],
  ],
  '/Pod': [
    ['other version', 'v2', {}, 'Unknown unsupported Pod GVK: /v2, Kind=Pod'],
    ['pending', 'v1', { status: { phase: 'Pending', message: 'no node' } }, 'Progressing no node'],
    ['succeeded', 'v1', { status: { phase: 'Succeeded' } }, 'Healthy'],
    ['failed with words', 'v1', { status: { phase: 'Failed', message: 'evicted' } }, 'Degraded evicted'],
    [
      'failed, a container has words',
      'v1',
      { status: { phase: 'Failed', initContainerStatuses: [{ state: { terminated: { message: 'no disk' } } }] } },
      'Degraded no disk',
    ],
    [
      'failed, out of memory',
      'v1',
      {
        status: {
          phase: 'Failed',
          containerStatuses: [{ state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } }],
        },
      },
      'Degraded OOMKilled',
    ],
    [
      'failed, exit code',
      'v1',
      {
        status: {
          phase: 'Failed',
          containerStatuses: [
            { name: 'a', state: { terminated: { exitCode: 0 } } },
            { name: 'b', state: { terminated: { exitCode: 3 } } },
          ],
        },
      },
      'Degraded container "b" failed with exit code 3',
    ],
    ['failed, no words at all', 'v1', { status: { phase: 'Failed' } }, 'Degraded'],
    [
      'stuck containers',
      'v1',
      {
        spec: { restartPolicy: 'Always' },
        status: {
          phase: 'Pending',
          containerStatuses: [
            { state: { waiting: { reason: 'ImagePullBackOff', message: 'cannot pull' } } },
            { state: { waiting: { reason: 'ErrImageNeverPull', message: 'never' } } },
            { state: { waiting: { reason: 'CreateContainerConfigError', message: 'no secret' } } },
            { state: { waiting: { reason: 'ContainerCreating', message: 'soon' } } },
          ],
        },
      },
      'Degraded cannot pull, never, no secret',
    ],
    [
      'stuck container of a Pod that does not restart',
      'v1',
      {
        spec: { restartPolicy: 'Never' },
        status: { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ErrImagePull' } } }] },
      },
      'Progressing',
    ],
    [
      'the same with the annotation',
      'v1',
      {
        metadata: { annotations: { 'argocd.argoproj.io/ignore-restart-policy': 'true' } },
        spec: { restartPolicy: 'Never' },
        status: {
          phase: 'Pending',
          containerStatuses: [{ state: { waiting: { reason: 'ErrImagePull', message: 'm' } } }],
        },
      },
      'Degraded m',
    ],
    [
      'the same as a hook',
      'v1',
      {
        metadata: {
          annotations: { 'argocd.argoproj.io/ignore-restart-policy': 'true', 'argocd.argoproj.io/hook': 'PreSync' },
        },
        spec: { restartPolicy: 'Never' },
        status: {
          phase: 'Pending',
          containerStatuses: [{ state: { waiting: { reason: 'ErrImagePull', message: 'm' } } }],
        },
      },
      'Progressing',
    ],
    [
      'ready',
      'v1',
      {
        spec: { restartPolicy: 'Always' },
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      },
      'Healthy',
    ],
    [
      'crashed before',
      'v1',
      {
        spec: { restartPolicy: 'Always' },
        status: { phase: 'Running', containerStatuses: [{ lastState: { terminated: { exitCode: 1 } } }] },
      },
      'Degraded',
    ],
    ['not ready', 'v1', { spec: { restartPolicy: 'Always' }, status: { phase: 'Running' } }, 'Progressing'],
    ['runs to completion', 'v1', { spec: { restartPolicy: 'OnFailure' }, status: { phase: 'Running' } }, 'Progressing'],
    ['no policy', 'v1', { status: { phase: 'Running' } }, 'Unknown'],
    ['no phase', 'v1', {}, 'Unknown'],
  ],
  '/PersistentVolumeClaim': [
    ['other version', 'v2', {}, 'Unknown unsupported PersistentVolumeClaim GVK: /v2, Kind=PersistentVolumeClaim'],
    ['bound', 'v1', { status: { phase: 'Bound' } }, 'Healthy'],
    ['pending', 'v1', { status: { phase: 'Pending' } }, 'Progressing'],
    ['lost', 'v1', { status: { phase: 'Lost' } }, 'Degraded'],
    ['else', 'v1', {}, 'Unknown'],
  ],
  '/Service': [
    ['other version', 'v2', {}, 'Unknown unsupported Service GVK: /v2, Kind=Service'],
    ['inside', 'v1', { spec: { type: 'ClusterIP' } }, 'Healthy'],
    ['waiting', 'v1', { spec: { type: 'LoadBalancer' }, status: { loadBalancer: {} } }, 'Progressing'],
    [
      'balanced',
      'v1',
      { spec: { type: 'LoadBalancer' }, status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } },
      'Healthy',
    ],
  ],
  'batch/Job': [
    ['other version', 'batch/v2', {}, 'Unknown unsupported Job GVK: batch/v2, Kind=Job'],
    ['running', 'batch/v1', {}, 'Progressing'],
    [
      'failed after being suspended',
      'batch/v1',
      {
        status: {
          conditions: [
            { type: 'Failed', status: 'True', message: 'limit' },
            { type: 'Suspended', status: 'True', message: 's' },
          ],
        },
      },
      'Degraded limit',
    ],
    [
      'suspended',
      'batch/v1',
      { status: { conditions: [{ type: 'Suspended', status: 'True', message: 'Job suspended' }] } },
      'Suspended Job suspended',
    ],
    [
      'resumed',
      'batch/v1',
      { status: { conditions: [{ type: 'Suspended', status: 'False', message: 'Job resumed' }] } },
      'Healthy Job resumed',
    ],
    ['complete', 'batch/v1', { status: { conditions: [{ type: 'Complete', status: 'True' }] } }, 'Healthy'],
  ],
  'extensions/Ingress': [['waiting', 'extensions/v1beta1', {}, 'Progressing']],
  'networking.k8s.io/Ingress': [
    ['waiting', 'networking.k8s.io/v1', { status: { loadBalancer: { ingress: [] } } }, 'Progressing'],
    ['balanced', 'networking.k8s.io/v1', { status: { loadBalancer: { ingress: [{ hostname: 'h' }] } } }, 'Healthy'],
  ],
  'autoscaling/HorizontalPodAutoscaler': [
    [
      'other version',
      'autoscaling/v3',
      {},
      'Unknown unsupported HPA GVK: autoscaling/v3, Kind=HorizontalPodAutoscaler',
    ],
    ['nothing known', 'autoscaling/v2', {}, 'Progressing Waiting to Autoscale'],
    [
      'a failed metric beside a healthy condition',
      'autoscaling/v2',
      {
        status: {
          conditions: [
            { type: 'AbleToScale', status: 'True', reason: 'SucceededGetScale', message: 'able' },
            { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message: 'no metrics' },
          ],
        },
      },
      'Degraded no metrics',
    ],
    [
      'able',
      'autoscaling/v2',
      {
        status: { conditions: [{ type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale', message: 'able' }] },
      },
      'Healthy able',
    ],
    [
      'limited',
      'autoscaling/v2beta2',
      { status: { conditions: [{ type: 'ScalingLimited', status: 'True', message: 'at most' }] } },
      'Healthy at most',
    ],
    [
      'not able, for no listed reason',
      'autoscaling/v2',
      { status: { conditions: [{ type: 'AbleToScale', status: 'False', reason: 'BackoffBoth' }] } },
      'Progressing Waiting to Autoscale',
    ],
    ['v1 without the annotation', 'autoscaling/v1', {}, 'Progressing Waiting to Autoscale'],
    [
      'v1 with the annotation',
      'autoscaling/v1',
      {
        metadata: {
          annotations: {
            'autoscaling.alpha.kubernetes.io/conditions': JSON.stringify([
              { type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message: 'gone' },
            ]),
          },
        },
      },
      'Degraded gone',
    ],
    [
      'v1 with a list that is no list',
      'autoscaling/v1',
      { metadata: { annotations: { 'autoscaling.alpha.kubernetes.io/conditions': '{}' } } },
      'Progressing Waiting to Autoscale',
    ],
  ],
  'apiregistration.k8s.io/APIService': [
    [
      'other version',
      'apiregistration.k8s.io/v2',
      {},
      'Unknown unsupported APIService GVK: apiregistration.k8s.io/v2, Kind=APIService',
    ],
    ['unknown yet', 'apiregistration.k8s.io/v1', {}, 'Progressing Waiting to be processed'],
    [
      'available',
      'apiregistration.k8s.io/v1',
      { status: { conditions: [{ type: 'Available', status: 'True', reason: 'Passed', message: 'all checks' }] } },
      'Healthy Passed: all checks',
    ],
    [
      'not available',
      'apiregistration.k8s.io/v1',
      { status: { conditions: [{ type: 'Available', status: 'False', reason: 'X', message: 'y' }] } },
      'Progressing X: y',
    ],
  ],
  'argoproj.io/Workflow': [
    ['other version', 'argoproj.io/v1', { status: { phase: 'Succeeded', message: 'm' } }, 'Healthy m'],
    ['new', 'argoproj.io/v1alpha1', {}, 'Progressing'],
    ['running', 'argoproj.io/v1alpha1', { status: { phase: 'Running', message: 'm' } }, 'Progressing m'],
    ['succeeded', 'argoproj.io/v1alpha1', { status: { phase: 'Succeeded' } }, 'Healthy'],
    ['failed', 'argoproj.io/v1alpha1', { status: { phase: 'Failed', message: 'm' } }, 'Degraded m'],
    ['error', 'argoproj.io/v1alpha1', { status: { phase: 'Error' } }, 'Degraded'],
    ['a new word', 'argoproj.io/v1alpha1', { status: { phase: 'Napping' } }, 'Unknown'],
  ],
};

describe('checks that are compiled in', () => {
  for (const [groupKind, rows] of Object.entries(cases)) {
    const kind = groupKind.slice(groupKind.indexOf('/') + 1);
    it.each(rows)(`${groupKind}: %s`, (_title, apiVersion, shape, expected) => {
      expect(line(assessBuiltin(object(apiVersion, kind, shape)))).toBe(expected);
    });
  }

  it('has cases for every kind', () => {
    expect(Object.keys(cases).sort()).toEqual([...COMPILED.keys()].sort());
  });

  it('says that a v1 annotation cannot be read', () => {
    const verdict = assessBuiltin(
      object('autoscaling/v1', 'HorizontalPodAutoscaler', {
        metadata: { annotations: { 'autoscaling.alpha.kubernetes.io/conditions': '{' } },
      }),
    );
    expect(verdict?.status).toBe('Unknown');
    expect(verdict?.message).toMatch(/^failed to convert conditions annotation to typed: /);
  });

  it.each(['ConfigMap', 'Secret', 'Namespace', 'ServiceAccount'])('gives %s no health', (kind) => {
    expect(assessBuiltin(object('v1', kind, {}))).toBeUndefined();
  });

  it('gives a child Application no health', () => {
    expect(
      assessBuiltin(object('argoproj.io/v1alpha1', 'Application', { status: { health: { status: 'Degraded' } } })),
    ).toBeUndefined();
  });
});
