import type { Application, Input } from '../../../../preload/contract/index.ts';
import type { HealedObject } from '../../../changes/index.ts';
import type { ObjectRef } from '../object-key.ts';

type Operation = Input<'app.sync'>['operation'];

/** What a person has chosen in the sync panel. */
export interface SyncChoices {
  readonly prune: boolean;
  readonly dryRun: boolean;
  readonly applyOnly: boolean;
  readonly force: boolean;
  readonly replace: boolean;
  readonly serverSide: boolean;
  readonly outOfSyncOnly: boolean;
  /** More sync options, `Name=value` each. */
  readonly options: readonly string[];
  readonly retry: RetryChoice | undefined;
  /** Exactly the plan that was shown, or nothing; a dry run changes nothing anyway. */
  readonly planHash?: string | undefined;
  /** Only these; undefined: everything. */
  readonly objects: readonly ObjectRef[] | undefined;
}

export interface RetryChoice {
  readonly limit: number;
  readonly duration: string;
  readonly factor: number;
  readonly maxDuration: string;
}

/** Who asked, in the history: a window does not know the name of the person before it. */
const INITIATED_BY = { username: 'argosy desktop' } as const;

export const NO_CHOICES: SyncChoices = {
  prune: false,
  dryRun: false,
  applyOnly: false,
  force: false,
  replace: false,
  serverSide: false,
  outOfSyncOnly: false,
  options: [],
  retry: undefined,
  objects: undefined,
};

/** The values that `argosy app sync --retry-limit` takes by itself. */
export const USUAL_RETRY: RetryChoice = { limit: 2, duration: '5s', factor: 2, maxDuration: '3m0s' };

export function ownOptions(app: Application): readonly string[] {
  return app.spec.syncPolicy?.syncOptions ?? [];
}

/** The options that a tick stands for. */
export const OPTION = {
  replace: 'Replace=true',
  serverSide: 'ServerSideApply=true',
  outOfSyncOnly: 'ApplyOutOfSyncOnly=true',
} as const;

/** The ticks that stand for options and are not the application's own already. */
export function tickedOptions(app: Application, choices: SyncChoices): readonly string[] {
  const own = ownOptions(app);
  return (['replace', 'serverSide', 'outOfSyncOnly'] as const)
    .filter((tick) => choices[tick])
    .map((tick) => OPTION[tick])
    .filter((option) => !own.includes(option));
}

/**
 * The operation that the choices ask for. The application's own sync options stay, and what was chosen comes after them; when nothing was
 * chosen the engine takes the application's by itself (reference §1.5).
 */
export function operationOf(app: Application, choices: SyncChoices): Operation {
  const chosen = [...tickedOptions(app, choices), ...choices.options];
  const force = choices.force ? { force: true } : {};
  return {
    initiatedBy: INITIATED_BY,
    sync: {
      ...(choices.prune ? { prune: true } : {}),
      ...(choices.dryRun ? { dryRun: true } : choices.planHash === undefined ? {} : { planHash: choices.planHash }),
      ...(choices.applyOnly
        ? { syncStrategy: { apply: force } }
        : choices.force
          ? { syncStrategy: { hook: force } }
          : {}),
      ...(choices.objects === undefined ? {} : { resources: choices.objects.map(wireRef) }),
      ...(chosen.length === 0 ? {} : { syncOptions: [...ownOptions(app), ...chosen] }),
    },
    ...(choices.retry === undefined
      ? {}
      : {
          retry: {
            limit: choices.retry.limit,
            backoff: {
              duration: choices.retry.duration,
              factor: choices.retry.factor,
              maxDuration: choices.retry.maxDuration,
            },
          },
        }),
  };
}

/** A sync of one object, as the button beside its difference starts it. */
export function healOf(ref: ObjectRef): Operation {
  return { sync: { resources: [wireRef(ref)] }, initiatedBy: INITIATED_BY };
}

/** As operations name it: what has no namespace names none. */
export function wireRef({ group, kind, namespace, name }: ObjectRef): HealedObject {
  return { group, kind, name, ...(namespace === '' ? {} : { namespace }) };
}

/** The lines of the options field; the first that is no option. */
export function parseOptions(text: string): { readonly options: readonly string[]; readonly bad: string | undefined } {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return { options: lines, bad: lines.find((line) => !/^[A-Za-z][\w.-]*=\S+$/.test(line)) };
}
