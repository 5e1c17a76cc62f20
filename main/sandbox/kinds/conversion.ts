/** Between the version that is stored and others that look different. */

import type { KubeObject } from '../../model/index.ts';
import type { Conversion } from './kind.ts';

/** In either version: each has its own fields, the rest is the same. */
interface Autoscaler extends KubeObject {
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly targetCPUUtilizationPercentage?: number;
    readonly metrics?: readonly {
      readonly type: string;
      readonly resource?: { readonly name: string; readonly target: { readonly averageUtilization?: number } };
    }[];
  };
  readonly status?: Readonly<Record<string, unknown>>;
}

export function conversionOf(apiVersion: string, kind: string): Conversion | undefined {
  if (kind === 'HorizontalPodAutoscaler' && apiVersion === 'autoscaling/v1') return AUTOSCALER_V1;
  if (kind === 'Event' && apiVersion === 'events.k8s.io/v1') return EVENTS_V1;
  return undefined;
}

/** Stored as v2, where the CPU's target is one metric among others. */
const AUTOSCALER_V1: Conversion = {
  toStorage(object) {
    const { targetCPUUtilizationPercentage, ...spec } = (object as Autoscaler).spec;
    const { currentCPUUtilizationPercentage: _current, ...status } = (object as Autoscaler).status ?? {};
    const metrics =
      targetCPUUtilizationPercentage === undefined
        ? []
        : [
            {
              type: 'Resource',
              resource: {
                name: 'cpu',
                target: { type: 'Utilization', averageUtilization: targetCPUUtilizationPercentage },
              },
            },
          ];
    return {
      ...object,
      apiVersion: 'autoscaling/v2',
      spec: { ...spec, metrics },
      status: { ...status, currentMetrics: null },
    };
  },
  fromStorage(object) {
    const { metrics, behavior: _behavior, ...spec } = (object as Autoscaler).spec;
    const { currentMetrics: _metrics, conditions: _conditions, ...status } = (object as Autoscaler).status ?? {};
    const cpu = (metrics ?? []).find((each) => each.type === 'Resource' && each.resource?.name === 'cpu');
    const target = cpu?.resource?.target.averageUtilization;
    return {
      ...object,
      apiVersion: 'autoscaling/v1',
      spec: { ...spec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
      status: { currentReplicas: 0, desiredReplicas: 0, ...status },
    } as unknown as KubeObject;
  },
};

/** Stored as the core group's Event. */
const EVENTS_V1: Conversion = {
  toStorage(object) {
    const {
      regarding,
      note,
      reportingController,
      reportingInstance,
      deprecatedSource,
      deprecatedFirstTimestamp,
      deprecatedLastTimestamp,
      deprecatedCount,
      ...rest
    } = object;
    return defined({
      ...rest,
      apiVersion: 'v1',
      involvedObject: regarding ?? {},
      message: note,
      reportingComponent: reportingController ?? '',
      reportingInstance: reportingInstance ?? '',
      source: deprecatedSource ?? {},
      firstTimestamp: deprecatedFirstTimestamp ?? null,
      lastTimestamp: deprecatedLastTimestamp ?? null,
      count: deprecatedCount,
    });
  },
  fromStorage(object) {
    const {
      involvedObject,
      message,
      reportingComponent,
      reportingInstance,
      source,
      firstTimestamp,
      lastTimestamp,
      count,
      ...rest
    } = object;
    return defined({
      ...rest,
      apiVersion: 'events.k8s.io/v1',
      regarding: involvedObject,
      note: message,
      reportingController: reportingComponent === '' ? undefined : reportingComponent,
      reportingInstance: reportingInstance === '' ? undefined : reportingInstance,
      deprecatedSource: source,
      deprecatedFirstTimestamp: firstTimestamp ?? null,
      deprecatedLastTimestamp: lastTimestamp ?? null,
      deprecatedCount: count,
    });
  },
};

function defined(object: Readonly<Record<string, unknown>>): KubeObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as unknown as KubeObject;
}
