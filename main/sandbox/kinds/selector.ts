/** Selectors: those of objects (matchLabels, matchExpressions) and those of requests (labelSelector, fieldSelector). */

import type { KubeObject } from '../../model/index.ts';
import { badRequest } from '../api/status-error.ts';
import type { Kind } from './kind.ts';

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

type Labels = Readonly<Record<string, string>>;

export function selectorMatches(selector: LabelSelector, labels: Labels): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}))
    if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
  return (selector.matchExpressions ?? []).every(({ key, operator, values }) =>
    meets(labels, key, operator, values ?? []),
  );
}

function meets(labels: Labels, key: string, operator: string, values: readonly string[]): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

export type Filter = (object: KubeObject) => boolean;

const IDENTIFIER = /^[A-Za-z0-9][-A-Za-z0-9_./]*$/;
const LONGEST = 65_536;

/** `a=b,c in (d,e),!f` → a test of labels. Throws the server's 400. */
export function labelFilter(text: string): Filter | undefined {
  if (text.length > LONGEST) throw badRequest('unable to parse requirement: the selector is too long');
  if (text.trim() === '') return undefined;
  const tests = text.split(/,(?![^(]*\))/).map((part) => labelTest(part.trim()));
  return (object) => {
    const labels = object.metadata.labels ?? {};
    return tests.every((test) => test(labels));
  };
}

function labelTest(part: string): (labels: Labels) => boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part);
  if (set !== null) {
    const values = set[3]!.split(',').map((value) => value.trim());
    return (labels) => meets(labels, set[1]!, set[2] === 'in' ? 'In' : 'NotIn', values);
  }
  const compared = /^([^\s=!<>]+)\s*(==|=|!=|>|<)\s*([^\s=!<>]*)$/.exec(part);
  if (compared !== null) {
    const [, key, sign, value] = compared as unknown as [string, string, string, string];
    if (!IDENTIFIER.test(key))
      throw badRequest(`unable to parse requirement: key: Invalid value: ${JSON.stringify(key)}`);
    if (value !== '' && !/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(value)) {
      throw badRequest(`unable to parse requirement: values[0][${key}]: Invalid value: ${JSON.stringify(value)}`);
    }
    const operator = sign === '!=' ? 'NotIn' : sign === '>' ? 'Gt' : sign === '<' ? 'Lt' : 'In';
    return (labels) => meets(labels, key, operator, [value]);
  }
  const alone = /^(!?)\s*(\S+)$/.exec(part);
  if (alone !== null && IDENTIFIER.test(alone[2]!))
    return (labels) => meets(labels, alone[2]!, alone[1] === '!' ? 'DoesNotExist' : 'Exists', []);
  const odd = /[=!<>()]/.exec(part.replace(/^[^=!<>()]*(==|=|!=)/, ''))?.[0] ?? part;
  throw badRequest(`unable to parse requirement: found '${odd}', expected: identifier`);
}

type Read = (object: KubeObject) => string;

const text =
  (...path: string[]): Read =>
  (object) => {
    let value: unknown = object;
    for (const name of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
    return value === undefined || value === null ? '' : String(value);
  };

const COMMON: Readonly<Record<string, Read>> = {
  'metadata.name': text('metadata', 'name'),
  'metadata.namespace': text('metadata', 'namespace'),
};

const FIELDS: Readonly<Record<string, Readonly<Record<string, Read>>>> = {
  '/Pod': {
    'spec.nodeName': text('spec', 'nodeName'),
    'spec.restartPolicy': text('spec', 'restartPolicy'),
    'spec.schedulerName': text('spec', 'schedulerName'),
    'spec.serviceAccountName': text('spec', 'serviceAccountName'),
    'spec.hostNetwork': (object) => text('spec', 'hostNetwork')(object) || 'false',
    'status.phase': text('status', 'phase'),
    'status.podIP': text('status', 'podIP'),
    'status.nominatedNodeName': text('status', 'nominatedNodeName'),
  },
  '/Event': {
    'involvedObject.kind': text('involvedObject', 'kind'),
    'involvedObject.namespace': text('involvedObject', 'namespace'),
    'involvedObject.name': text('involvedObject', 'name'),
    'involvedObject.uid': text('involvedObject', 'uid'),
    'involvedObject.apiVersion': text('involvedObject', 'apiVersion'),
    'involvedObject.resourceVersion': text('involvedObject', 'resourceVersion'),
    'involvedObject.fieldPath': text('involvedObject', 'fieldPath'),
    reason: text('reason'),
    reportingComponent: text('reportingComponent'),
    source: text('source', 'component'),
    type: text('type'),
  },
  '/Secret': { type: text('type') },
  '/Namespace': { 'status.phase': text('status', 'phase') },
  '/Node': { 'spec.unschedulable': (object) => text('spec', 'unschedulable')(object) || 'false' },
  '/Service': { 'spec.clusterIP': text('spec', 'clusterIP'), 'spec.type': text('spec', 'type') },
  'batch/Job': { 'status.successful': (object) => text('status', 'succeeded')(object) || '0' },
  'apps/ReplicaSet': { 'status.replicas': (object) => text('status', 'replicas')(object) || '0' },
  '/ReplicationController': { 'status.replicas': (object) => text('status', 'replicas')(object) || '0' },
};

export function fieldFilter(kind: Kind, selector: string): Filter | undefined {
  if (selector.trim() === '') return undefined;
  const known = { ...COMMON, ...FIELDS[`${kind.group === 'events.k8s.io' ? '' : kind.group}/${kind.kind}`] };
  const tests = selector.split(',').map((part): Filter => {
    const match = /^([^=!]+?)\s*(==|=|!=)\s*(.*)$/.exec(part.trim());
    if (match === null) throw badRequest(`invalid selector: '${selector}'; can't understand '${part}'`);
    const [, field, sign, wanted] = match as unknown as [string, string, string, string];
    const read = Object.hasOwn(known, field) ? known[field] : undefined;
    if (read === undefined) {
      throw badRequest(
        FIELDS[`${kind.group}/${kind.kind}`] === undefined && kind.custom === undefined
          ? `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`
          : `field label not supported: ${field}`,
      );
    }
    return sign === '!=' ? (object) => read(object) !== wanted : (object) => read(object) === wanted;
  });
  return (object) => tests.every((test) => test(object));
}
