import type { Row } from '../../../preload/contract/index.ts';

type App = Pick<Row<'applications'>, 'name' | 'namespace' | 'sync' | 'operation' | 'automated'>;

const STEPS = ['cluster', 'application', 'diff', 'sync', 'break', 'heal', 'history'] as const;

export type StepId = (typeof STEPS)[number];

export interface ChecklistItem {
  readonly id: StepId;
  readonly done: boolean;
  /** The engine itself shows that it is done: nobody needs to tick it. */
  readonly seen: boolean;
  /** Where it is done. */
  readonly app?: { readonly name: string; readonly namespace: string };
  readonly tab?: string;
}

/** The steps with what is known of them. They lead to what is out of sync first: that is where there is something to see. */
export function checklistOf(
  apps: readonly App[],
  clusters: number,
  ticks: ReadonlySet<string>,
): readonly ChecklistItem[] {
  const shown = apps.find(({ sync }) => sync === 'OutOfSync') ?? apps[0];
  const healing = apps.find(({ automated }) => automated) ?? shown;
  const seen: Readonly<Record<StepId, boolean>> = {
    cluster: clusters > 0,
    application: apps.length > 0,
    diff: false,
    sync: apps.some(({ operation }) => operation === 'Succeeded'),
    break: false,
    heal: false,
    history: false,
  };
  const places: Partial<Record<StepId, readonly [App | undefined, string]>> = {
    diff: [shown, 'diff'],
    sync: [shown, 'plan'],
    break: [healing, 'resources'],
    heal: [healing, 'graph'],
    history: [healing, 'history'],
  };
  return STEPS.map((id) => {
    const [app, tab] = places[id] ?? [];
    return {
      id,
      done: seen[id] || ticks.has(id),
      seen: seen[id],
      ...(app === undefined || tab === undefined ? {} : { app: { name: app.name, namespace: app.namespace }, tab }),
    };
  });
}

const KEY = 'argosy.first-steps';

export function readTicks(storage: Pick<Storage, 'getItem'>): ReadonlySet<string> {
  return new Set((storage.getItem(KEY) ?? '').split(',').filter((id) => (STEPS as readonly string[]).includes(id)));
}

export function writeTicks(storage: Pick<Storage, 'setItem'>, ticks: ReadonlySet<string>): void {
  storage.setItem(KEY, [...ticks].join(','));
}
