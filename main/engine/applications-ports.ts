import type { Repositories } from '../git/index.ts';
import type { HealthScripts } from '../health/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import type { DeletionGroundsPorts } from './deletion-grounds.ts';
import type { Loop } from './loop.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord } from './record.ts';
import type { Records } from './records.ts';
import type { EngineSettings } from './settings.ts';

/** What everything that is asked of applications works with. */
export interface ApplicationsPorts extends DeletionGroundsPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly records: Records;
  readonly loop: Loop;
  readonly reconciler: Reconciler;
  readonly repositories: Repositories;
  readonly health: HealthScripts;
  readonly settings: () => EngineSettings;
  /** The name of the person who asks, when nobody else is named. */
  readonly person: () => string;
  /** Keeps the repositories of an application under watch; put on the record. */
  readonly followSources: (record: AppRecord) => void;
}
