/** Deployments and what else keeps Pods. */

import type { KubeObject } from '../../../model/index.ts';
import { type FieldFault, forbiddenField, invalidValue, required, unsupported } from '../../api/status-error.ts';
import { labelFaults } from '../names.ts';
import { type LabelSelector, selectorMatches } from '../selector.ts';
import { oneOf } from './one-of.ts';
import { type GivenPodSpec, podSpecFaults } from './pod.ts';

interface Template {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: GivenPodSpec;
}

export interface Workload extends KubeObject {
  readonly spec: {
    readonly replicas: number;
    readonly selector?: LabelSelector | null;
    readonly template?: Template | null;
    readonly strategy: Strategy;
    readonly podManagementPolicy?: string;
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

interface Strategy {
  readonly type: string;
  readonly rollingUpdate?: object;
}

export interface JobObject extends KubeObject {
  readonly spec: JobSpec;
}

interface JobSpec {
  readonly template: Template;
  readonly parallelism?: number;
  readonly completions?: number;
  readonly backoffLimit?: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
}

export interface CronJob extends KubeObject {
  readonly spec: {
    readonly schedule: string;
    readonly concurrencyPolicy: string;
    readonly jobTemplate: { readonly spec: JobSpec };
  };
}

export function deploymentFaults(object: Workload): FieldFault[] {
  const { strategy } = object.spec;
  return [
    ...workloadFaults(object),
    ...replicas(object),
    ...oneOf(strategy.type, 'spec.strategy.type', ['Recreate', 'RollingUpdate']),
    ...rolling(strategy),
  ];
}

export function replicaSetFaults(object: Workload): FieldFault[] {
  return [...workloadFaults(object), ...replicas(object)];
}

export function statefulSetFaults(object: Workload): FieldFault[] {
  return [
    ...workloadFaults(object),
    ...replicas(object),
    ...oneOf(object.spec.podManagementPolicy, 'spec.podManagementPolicy', ['OrderedReady', 'Parallel']),
  ];
}

function replicas({ spec }: Workload): FieldFault[] {
  return spec.replicas < 0 ? [invalidValue('spec.replicas', spec.replicas, 'must be greater than or equal to 0')] : [];
}

function rolling(strategy: Strategy): FieldFault[] {
  if (strategy.type === 'Recreate' && strategy.rollingUpdate !== undefined) {
    return [forbiddenField('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")];
  }
  return [];
}

export function workloadFaults(object: Workload): FieldFault[] {
  const { selector, template } = object.spec;
  const faults: FieldFault[] = [];
  if (selector === null || selector === undefined) faults.push(required('spec.selector'));
  else if (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0) {
    faults.push(
      invalidValue(
        'spec.selector',
        selector,
        `empty selector is invalid for ${object.kind === 'Deployment' ? 'deployment' : object.kind.toLowerCase()}`,
      ),
    );
  }
  if (template === undefined || template === null) return [...faults, required('spec.template')];
  if (selector === null || selector === undefined || !selectorMatches(selector, template.metadata.labels ?? {})) {
    faults.push(
      invalidValue(
        'spec.template.metadata.labels',
        template.metadata.labels ?? null,
        '`selector` does not match template `labels`',
      ),
    );
  }
  faults.push(...labelFaults('spec.template.metadata.labels', template.metadata.labels));
  faults.push(...podSpecFaults(template.spec, 'spec.template.spec', claimNames(object)));
  if (template.spec.restartPolicy !== 'Always')
    faults.push(unsupported('spec.template.spec.restartPolicy', template.spec.restartPolicy, ['Always']));
  return faults;
}

/** The Pods of a StatefulSet also get the volumes of its claims. */
function claimNames(object: Workload): readonly string[] {
  return (object.spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata.name);
}

export function jobFaults({ spec }: JobObject): FieldFault[] {
  const faults = podSpecFaults(spec.template.spec, 'spec.template.spec');
  if (!['OnFailure', 'Never'].includes(spec.template.spec.restartPolicy)) {
    faults.push(
      spec.template.spec.restartPolicy === 'Always'
        ? {
            field: 'spec.template.spec.restartPolicy',
            reason: 'FieldValueRequired',
            message: 'Required value: valid values: "OnFailure", "Never"',
          }
        : unsupported('spec.template.spec.restartPolicy', spec.template.spec.restartPolicy, ['OnFailure', 'Never']),
    );
  }
  for (const field of [
    'parallelism',
    'completions',
    'backoffLimit',
    'activeDeadlineSeconds',
    'ttlSecondsAfterFinished',
  ] as const) {
    const given = spec[field];
    if (given !== undefined && given < 0)
      faults.push(invalidValue(`spec.${field}`, given, 'must be greater than or equal to 0'));
  }
  return faults;
}

const SCHEDULE = /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every \S+|(\S+\s+){4}\S+)$/;

export function cronJobFaults({ spec }: CronJob): FieldFault[] {
  const faults: FieldFault[] = [];
  if (spec.schedule === '') faults.push(required('spec.schedule'));
  else if (!SCHEDULE.test(spec.schedule)) {
    const fields = String(spec.schedule).trim().split(/\s+/);
    faults.push(
      invalidValue(
        'spec.schedule',
        spec.schedule,
        `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`,
      ),
    );
  }
  faults.push(...oneOf(spec.concurrencyPolicy, 'spec.concurrencyPolicy', ['Allow', 'Forbid', 'Replace']));
  const { template } = spec.jobTemplate.spec;
  faults.push(...podSpecFaults(template.spec, 'spec.jobTemplate.spec.template.spec'));
  if (!['OnFailure', 'Never'].includes(template.spec.restartPolicy)) {
    faults.push({
      field: 'spec.jobTemplate.spec.template.spec.restartPolicy',
      reason: 'FieldValueRequired',
      message: 'Required value: valid values: "OnFailure", "Never"',
    });
  }
  return faults;
}
