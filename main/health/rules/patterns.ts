/** Forms that many rules share: health-rules §2, P1 to P9. */

import type { HealthStatusCode, KubeObject } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { type Condition, conditionsOf } from '../conditions.ts';
import { at, health, isFields, truthy } from '../fields.ts';
import { always, type Clause, isEmpty, join, m, scan, spec, status, type Text, type Verdict, when } from './clauses.ts';

/** P1: one condition decides. */
export function oneCondition(
  waiting: string,
  { type = 'Ready', healthy = m, degraded = m }: { type?: string; healthy?: Text; degraded?: Text } = {},
): Check {
  return scan(
    [when(type, 'True', 'Healthy', healthy), when(type, 'False', 'Degraded', degraded)],
    always('Progressing', waiting),
  );
}

function isOneOf(words: readonly unknown[] | undefined, value: unknown, otherwise: boolean): boolean {
  return words === undefined ? otherwise : words.includes(value);
}

/** P2. */
export const strimzi = (waiting: string): Check =>
  scan([when('NotReady', 'True', 'Degraded'), when('Ready', 'True', 'Healthy', '')], always('Progressing', waiting));

/** P3: the first condition that is True and listed. Healthy ones show the text, others their message where they have one. */
export function positiveFlags(
  flags: readonly (readonly [type: string, code: HealthStatusCode, text: string])[],
  waiting: string,
): Check {
  const clauses = flags.map(([type, code, text]) =>
    when(type, 'True', code, code === 'Healthy' ? text : (condition: Condition) => condition.message ?? text),
  );
  return scan(clauses, always('Progressing', waiting));
}

export interface FluxCounters {
  readonly suspend: boolean;
  /** The Ready status that counts as busy. */
  readonly busyWhenReady: 'Unknown' | 'False';
  readonly reasons?: readonly string[];
  readonly alsoOk?: readonly string[];
  readonly needed: number;
  /** What two signs of being busy mean. */
  readonly busy?: HealthStatusCode;
  /** Adds its reason to the text when True. */
  readonly outdated?: string;
}

/** P4: Flux objects are judged by counting signs. */
export function flux(form: FluxCounters): Check {
  return (object) => {
    if (form.suspend && spec(object, 'suspend') === true) return health('Suspended', `${object.kind} is suspended`);
    if (!Array.isArray(status(object, 'conditions'))) return health('Progressing', 'Status unknown');
    let busy = 0;
    let ok = 0;
    let text: unknown = '';
    for (const condition of conditionsOf(object)) {
      if (condition.type === 'Ready') {
        if (condition.status === 'True') ok += 1;
        else if (condition.status === form.busyWhenReady) busy += 1;
        text = condition.reason;
      } else if (condition.type === 'Reconciling' && condition.status === 'True') {
        if (isOneOf(form.reasons, condition.reason, true)) busy += 1;
      } else if (condition.status === 'True') {
        if (isOneOf(form.alsoOk, condition.type, false)) ok += 1;
        if (condition.type === form.outdated) text = join`${text ?? undefined} ${condition.reason ?? undefined}`;
      }
    }
    if (busy === 2) return health(form.busy ?? 'Progressing', text);
    return health(ok === form.needed ? 'Healthy' : 'Degraded', text);
  };
}

/** P5: Crossplane's classic AWS provider. */
export function classicAws(noun: string): Check {
  return (object) => {
    if (!Array.isArray(status(object, 'conditions'))) return health('Progressing', `Waiting for ${noun} to be created`);
    let ready = false;
    let synced = false;
    let paused = false;
    let readyText: unknown = '';
    let syncedText: unknown = '';
    for (const condition of conditionsOf(object)) {
      if (condition.type === 'Ready') {
        ready = condition.status === 'True';
        readyText = condition.reason;
      } else if (condition.type === 'Synced') {
        synced = condition.status === 'True';
        if (condition.reason === 'ReconcileError') syncedText = condition.message;
        else if (condition.reason === 'ReconcilePaused') paused = true;
      }
    }
    if (ready && synced) return health('Healthy', readyText);
    if (!synced && paused) return health('Suspended', 'ReconcilePaused');
    if (!ready && synced && !paused) return health('Progressing', `Waiting for ${noun} to be available`);
    return health('Degraded', syncedText);
  };
}

/** P6: Crossplane. */
export function crossplane(withoutStatus: readonly string[], readyTypes: readonly string[]): Check {
  const upToDate = health('Healthy', 'Resource is up-to-date.');
  const provisioning = health('Progressing', 'Provisioning ...');
  return (object) => {
    const whole = status(object);
    if (whole === undefined) return upToDate;
    const empty = isEmpty(whole);
    if (empty && withoutStatus.includes(object.kind)) return upToDate;
    if (empty || status(object, 'conditions') === undefined) {
      const config = object.kind === 'ProviderConfig' || object.kind === 'ClusterProviderConfig';
      return config && status(object, 'users') !== undefined ? health('Healthy', 'Resource is in use.') : provisioning;
    }
    let verdict: Verdict = provisioning;
    for (const condition of conditionsOf(object)) {
      const { type } = condition;
      if ((type === 'LastAsyncOperation' || type === 'Synced') && condition.status === 'False') {
        return health('Degraded', condition.message);
      }
      if (condition.status === 'True' && isOneOf(readyTypes, type, false)) verdict = upToDate;
    }
    return verdict;
  };
}

export type ValueRow = readonly [
  code: HealthStatusCode,
  text?: string | ((object: KubeObject, value: string) => unknown),
];

export interface ValueMap {
  readonly values: Readonly<Record<string, ValueRow>>;
  /** Of a value that is not listed; default: as an absent one. */
  readonly other?: ValueRow;
  /** Of an absent value. */
  readonly absent: ValueRow;
}

/** P7: one field decides, by exact match. The default message is the value itself. */
export function byValue(path: readonly string[], map: ValueMap): Check {
  const rows = new Map(Object.entries(map.values));
  return (object) => {
    const found = at(object, ...path);
    const value = typeof found === 'string' ? found : undefined;
    const row =
      (value === undefined ? undefined : rows.get(value)) ??
      (found === undefined ? map.absent : (map.other ?? map.absent));
    const [code, text] = row;
    return health(code, typeof text === 'function' ? text(object, value ?? '') : text);
  };
}

/** The value of the field as the message. */
export const itself = (_object: KubeObject, value: string): string => value;

/** P8: RabbitMQ's topology operator. */
export function rabbitTopology(noun: string): Check {
  const clauses: readonly Clause[] = [
    when('Ready', 'True', 'Healthy', `RabbitMQ ${noun} ready`, (c) => c.reason === 'SuccessfulCreateOrUpdate'),
    when(
      'Ready',
      'False',
      'Degraded',
      `RabbitMQ ${noun} failed to be created or updated`,
      (c) => c.reason === 'FailedCreateOrUpdate',
    ),
  ];
  return scan(clauses, always('Unknown', `RabbitMQ ${noun} status is unknown`));
}

/** P9: Gloo reports per controller, or once; states by name or number. */
export const gloo: Check = (object) => {
  const statuses = status(object, 'statuses');
  if (isFields(statuses)) {
    for (const entry of Object.values(statuses)) {
      const verdict = glooState(entry);
      if (verdict !== 'undecided') return verdict;
    }
  }
  if (status(object, 'state') !== undefined) {
    const verdict = glooState(status(object));
    if (verdict !== 'undecided') return verdict;
  }
  return health('Progressing', 'Update in progress');
};

function glooState(entry: unknown): Verdict | 'undecided' {
  switch (at(entry, 'state')) {
    case 'Accepted':
    case 1:
      return health('Healthy', 'The resource has been validated');
    case 'Warning':
    case 'Rejected':
    case 2:
    case 3:
      return health('Degraded', at(entry, 'reason'));
    case 'Pending':
    case 0:
      return health('Suspended', 'The resource has not yet been validated');
    default:
      return 'undecided';
  }
}

/** KEDA: signs are gathered over all conditions, the last message wins. */
export function keda(bad: (condition: Condition) => boolean, waiting: string): Check {
  return (object) => {
    let good = false;
    let failed = false;
    let paused = false;
    let text: unknown = '';
    for (const condition of conditionsOf(object)) {
      const isGood = condition.type === 'Ready' && condition.status === 'True';
      const isBad = bad(condition);
      const isPaused = condition.type === 'Paused' && condition.status === 'True';
      if (!isGood && !isBad && !isPaused) continue;
      good ||= isGood;
      failed ||= isBad;
      paused ||= isPaused;
      text = condition.message;
    }
    if (failed) return health('Degraded', text);
    if (good) return health(paused ? 'Suspended' : 'Healthy', text);
    return health('Progressing', waiting);
  };
}

/** Knative's operators: counts of signs, with all conditions told line by line. */
export function knativeOperator(wanted: readonly string[], failing: readonly string[]): Check {
  return (object) => {
    if (!Array.isArray(status(object, 'conditions'))) return health('Progressing', `Waiting for ${object.kind}`);
    let yes = 0;
    let no = 0;
    let text = '';
    for (const [index, condition] of conditionsOf(object).entries()) {
      const { type } = condition;
      if (condition.status === 'True' && isOneOf(wanted, type, false)) yes += 1;
      else if (condition.status === 'Unknown' || (condition.status === 'False' && isOneOf(failing, type, false)))
        no += 1;
      text += join`${index + 1}: ${type ?? undefined} | ${condition.status ?? undefined}\n`;
    }
    if (no > 0) return health('Progressing', text);
    return yes === wanted.length ? health('Healthy', `${object.kind} is healthy.`) : health('Degraded', text);
  };
}

/** ServiceBinding and ServiceInstance of SAP: healthy unless a condition says otherwise. */
export const sapService: Check = (object) => {
  if (truthy(at(object, 'metadata', 'deletionTimestamp'))) return health('Progressing', 'Resource is being deleted');
  if (!Array.isArray(status(object, 'conditions'))) return health('Progressing', 'Waiting for status');
  const generation = at(object, 'metadata', 'generation');
  for (const condition of conditionsOf(object)) {
    const seen = condition.observedGeneration ?? undefined;
    if (seen !== undefined && generation !== undefined && seen !== generation) {
      return health('Progressing', 'Waiting for spec update to be observed');
    }
    if (condition.type === 'Succeeded' && condition.status === 'False') return health('Degraded', condition.message);
    if (condition.type === 'Failed' && condition.status === 'True') return health('Degraded', condition.message);
  }
  return health('Healthy', 'Ready to use');
};

/** Numbers of entries with a phase. */
export function countOf(list: unknown, field: string, value: string): number {
  return Array.isArray(list) ? list.filter((entry) => at(entry, field) === value).length : 0;
}
