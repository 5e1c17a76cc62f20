import { useEffect, useState } from 'react';
import { type ChangeKind, changesOfPlan, countChanges } from '../changes/index.ts';
import { type AppAddress, commandNameOf, requestNameOf, useClient } from '../client/index.ts';
import { inLanes } from './each.ts';

/** What syncing would do to one of the applications that were chosen. */
export interface AppPlan {
  readonly app: AppAddress;
  readonly name: string;
  readonly counts: readonly (readonly [ChangeKind, number])[];
  /** What asks for a confirmation of its own: that is not given for many at once. */
  readonly guards: readonly string[];
  readonly failure: string;
}

export interface BulkPlan {
  readonly plans: readonly AppPlan[];
  readonly done: boolean;
}

export const canSync = ({ guards, failure }: AppPlan): boolean => failure === '' && guards.length === 0;

/** Asks what would happen to each, a few at a time; nothing is done. */
export function useBulkPlan(apps: readonly AppAddress[]): BulkPlan {
  const client = useClient();
  const [plan, setPlan] = useState<BulkPlan>({ plans: [], done: false });
  const question = apps.map(requestNameOf).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `question` says which applications
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const plans: AppPlan[] = [];
    setPlan({ plans, done: false });
    void inLanes(apps, signal, async (app) => {
      const found = await planOf(app);
      if (signal.aborted) return;
      plans.push(found);
      setPlan({ plans: [...plans], done: false });
    }).then(() => {
      if (!signal.aborted) setPlan({ plans: [...plans], done: true });
    });
    return () => controller.abort();

    async function planOf(app: AppAddress): Promise<AppPlan> {
      const name = commandNameOf(app);
      try {
        const { rows, guards } = await client.call(
          'app.plan',
          { name: requestNameOf(app), operation: { sync: {} } },
          signal,
        );
        return { app, name, counts: countChanges(changesOfPlan(rows)), guards, failure: '' };
      } catch (error) {
        return { app, name, counts: [], guards: [], failure: (error as Error).message };
      }
    }
  }, [client, question]);
  return plan;
}
