import { randomUUID } from 'node:crypto';
import { appKey, appKeyOf, parseAppKey } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import { TERMINATE } from '../sync/index.ts';
import { admitted, updated } from './application-changes.ts';
import type { ControlPlanePorts } from './control-plane.ts';
import type { Engine } from './engine.ts';
import type { Loop } from './loop.ts';
import type { AppRecord } from './record.ts';
import type { Records } from './records.ts';
import { timestamp } from './timestamps.ts';

/** Children of an App-of-Apps are applications of this engine like any other: what a parent applies or prunes lands here. */
export function childApplications(ports: {
  readonly clock: Clock;
  readonly records: Records;
  readonly loop: Pick<Loop, 'refresh' | 'delete'>;
  readonly projects: Engine['projects'];
  readonly followSources: (record: AppRecord) => void;
}): ControlPlanePorts {
  const { clock, records, loop, projects } = ports;
  return {
    clock,
    applications: () => [...records.all()].map((record) => record.app),
    application: (namespace, name) => records.find(appKey(name, namespace))?.app,
    putApplication(application) {
      const existing = records.find(appKeyOf(application));
      const record = existing ?? records.create(admitted(application, timestamp(clock.now()), randomUUID()));
      if (existing) {
        const next = updated(existing.app, application);
        if (next === existing.app) return existing.app;
        records.put(existing, next);
      }
      ports.followSources(record);
      loop.refresh(record, 3, 'all');
      // What waits for an approval, or for fewer finalizers, looks at once.
      if (record.app.metadata.deletionTimestamp !== undefined) loop.delete(record);
      return record.app;
    },
    // As `kubectl delete` does: only the finalizers that the child carries decide about its objects (reference §1.6, §7).
    deleteApplication(namespace, name) {
      const record = records.find(appKey(name, namespace));
      if (!record) return true;
      if (record.app.metadata.deletionTimestamp === undefined) {
        const metadata = { ...record.app.metadata, deletionTimestamp: timestamp(clock.now()) };
        records.put(record, { ...record.app, metadata });
      }
      record.operation?.abort(TERMINATE);
      loop.delete(record);
      return false;
    },
    onApplication: (listener) =>
      records.onChange((key) => {
        const { namespace, name } = parseAppKey(key);
        listener(namespace, name);
      }),
    projects: () => projects.list(),
    putProject: (project) => projects.put(project, { upsert: true }),
    deleteProject: (name) => projects.remove(name),
  };
}
