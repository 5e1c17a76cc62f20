import type { FieldOwner, PathDifference } from '../diff/index.ts';
import {
  type Application,
  DEFAULT_INSTANCE_LABEL,
  INSTALLATION_ANNOTATION,
  type JsonValue,
  TRACKING_ANNOTATION,
} from '../model/index.ts';
import { age } from './age.ts';
import { TARGET_UNKNOWN } from './compare.ts';
import type { DriftSince } from './drift-since.ts';
import type { ComparedResource, Reason, ReasonAction } from './engine.ts';
import type { Offer } from './hold.ts';
import { holdReasons } from './hold-reasons.ts';

/** At most so many sentences: the strip answers "why", the Diff tab answers "what else". */
const MAX_REASONS = 10;
const MAX_VALUE = 60;

export interface ReasonInput {
  readonly app: Application;
  readonly resources: readonly ComparedResource[];
  /** What Git offers now; undefined while that is not known. */
  readonly offer: Offer | undefined;
  /** When a difference was first seen, for managers that leave no time behind. */
  readonly drift: Pick<DriftSince, 'of'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Why an application is not Synced and Healthy, worst first: each sentence names the object, the field, the values, who changed
 * it and when, with the likely fixes (ux.md §3, reason strip). Empty when all is well.
 */
export function reasonsFor({ app, resources, offer, drift, now }: ReasonInput): readonly Reason[] {
  const reasons: Reason[] = [];
  for (const condition of app.status?.conditions ?? []) {
    const error = condition.type.endsWith('Error');
    reasons.push({
      severity: error ? 'error' : 'warning',
      text: `${condition.type}: ${condition.message}`,
      condition: condition.type,
      key: undefined,
      difference: undefined,
      actions: conditionActions(app, condition.type, condition.message),
    });
  }
  reasons.push(...holdReasons(app, offer, now));
  for (const resource of resources) {
    const reason = healthReason(resource);
    if (reason) reasons.push(reason);
  }
  const differences = resources.flatMap((resource) => syncReasons(resource, drift, now));
  // Marks of ours are no answer to "why" where there is another one.
  reasons.push(...differences.filter((reason) => !isMark(reason)), ...differences.filter(isMark));
  return reasons.slice(0, MAX_REASONS);
}

/** Only what says whose the object is differs. */
function isMark({ difference }: Reason): boolean {
  const name = difference?.path.at(-1);
  return name === TRACKING_ANNOTATION || name === INSTALLATION_ANNOTATION || name === DEFAULT_INSTANCE_LABEL;
}

function conditionActions(app: Application, type: string, message: string): readonly ReasonAction[] {
  if (type === 'ComparisonError' && message.startsWith('Failed to load target state')) {
    const url = app.spec.source?.repoURL ?? app.spec.sources?.[0]?.repoURL;
    return [
      { kind: 'refresh', label: 'Refresh' },
      ...(url ? [{ kind: 'fix-repository' as const, label: 'Fix repository', url }] : []),
    ];
  }
  if (type === 'ComparisonError') {
    const server = app.spec.destination.server ?? app.spec.destination.name ?? '';
    return [
      { kind: 'refresh', label: 'Refresh' },
      { kind: 'fix-cluster', label: 'Fix cluster', server },
    ];
  }
  return type === 'SyncError' ? [{ kind: 'sync', label: 'Sync again', prune: false }] : [];
}

function healthReason(resource: ComparedResource): Reason | undefined {
  const { health } = resource;
  if (!health || resource.hook || !['Degraded', 'Progressing', 'Suspended'].includes(health.status)) return undefined;
  return {
    severity: health.status === 'Degraded' ? 'error' : 'info',
    text: `${nameOf(resource)} is ${health.status}${health.message ? `: ${health.message}` : ''}.`,
    key: resource.key,
    difference: undefined,
    actions: [],
  };
}

function syncReasons(resource: ComparedResource, drift: Pick<DriftSince, 'of'>, now: number): Reason[] {
  const { verdict } = resource;
  const name = nameOf(resource);
  switch (verdict.kind) {
    case 'same':
      return [];
    case 'unknown':
      // The condition says it once for all of them.
      if (verdict.because === TARGET_UNKNOWN) return [];
      return [
        {
          severity: 'warning',
          text: `${name} cannot be compared: ${verdict.because}`,
          key: resource.key,
          difference: undefined,
          actions: [{ kind: 'refresh', label: 'Refresh' }],
        },
      ];
    case 'missing':
      if (resource.hook) return [];
      return [
        {
          severity: 'warning',
          text: `${name} is in Git but not in the cluster.`,
          key: resource.key,
          difference: undefined,
          actions: [{ kind: 'sync', label: 'Sync', prune: false }],
        },
      ];
    case 'extra':
      if (!resource.requiresPruning) return [];
      return [
        {
          severity: 'warning',
          text: `${name} is in the cluster but no longer in Git.`,
          key: resource.key,
          difference: undefined,
          actions: [{ kind: 'sync', label: 'Sync with prune', prune: true }],
        },
      ];
    case 'differs':
      return verdict.paths.map((difference) => ({
        severity: 'warning' as const,
        text: differenceSentence(name, difference, drift.of(resource.key, difference.text), now),
        key: resource.key,
        difference,
        actions: [
          { kind: 'heal' as const, label: 'Heal', key: resource.key },
          {
            kind: 'ignore-field' as const,
            label: 'Ignore this field',
            key: resource.key,
            jsonPointer: jsonPointerOf(difference),
          },
        ],
      }));
  }
}

/** "Deployment web has spec.replicas 5, Git says 3. kubectl-scale changed it 4 min ago." */
function differenceSentence(name: string, difference: PathDifference, seen: number | undefined, now: number): string {
  const { text, live, desired } = difference;
  const state =
    live === undefined
      ? `${name} lacks ${text}, Git says ${show(desired)}.`
      : desired === undefined
        ? `${name} has ${text} ${show(live)}, Git does not name it.`
        : `${name} has ${text} ${show(live)}, Git says ${show(desired)}.`;
  const who = blameSentence(difference.owners, seen, now);
  return who === '' ? state : `${state} ${who}`;
}

function blameSentence(owners: readonly FieldOwner[], seen: number | undefined, now: number): string {
  const owner = owners[0];
  if (!owner) return '';
  if (owner.time === undefined) {
    return seen === undefined
      ? `${owner.manager} changed it.`
      : `${owner.manager} changed it, at least ${age(now - seen)} ago.`;
  }
  return `${owner.manager} changed it ${age(now - Date.parse(owner.time))} ago.`;
}

function show(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

function nameOf(resource: ComparedResource): string {
  return `${resource.ref.kind} ${resource.ref.name}`;
}

/** List items with keys have no JSON pointer of their own place here: the pointer names the list, which the preview shows. */
function jsonPointerOf(difference: PathDifference): string {
  let pointer = '';
  for (const element of difference.path) {
    if (typeof element === 'object') break;
    pointer += `/${String(element).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return pointer;
}
