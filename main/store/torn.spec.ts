import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppKey, Application } from '../model/index.ts';
import { ArgosyError } from '../model/index.ts';
import { ManualClock, silentLogger } from '../runtime/index.ts';
import { openStore, type Store } from './index.ts';

/** Files that end too early, as after a power cut, a full disk or a copy that was broken off: what was lost is said, and nothing is half there. */

const APPLICATIONS = 40;
const RECORDS = 30;
const clock = new ManualClock(Date.UTC(2026, 10, 24));

let folder: string;
let file: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'argosy-torn-'));
  file = path.join(folder, 'argosy.db');
  const first = openStore({ path: file, clock, logger: silentLogger });
  for (let n = 0; n < APPLICATIONS; n += 1) first.putApplication(`a${n}` as AppKey, app(n, 1));
  await first.flush();
  first.close();
  await die();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function app(n: number, generation: number): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: `a${n}`, namespace: 'argocd', labels: { generation: String(generation) } },
    spec: { project: 'default', source: { repoURL: 'https://h/r', path: 'x'.repeat(900) }, destination: {} },
    status: { sync: { status: 'Synced', revision: String(generation) } },
  };
}

/** Everything that an engine reads at its start; throws where it cannot be read. */
function read(store: Store) {
  return {
    applications: [...store.applications()],
    operations: store.unfinishedOperations(),
  };
}

const FILES = ['', '-wal', '.holder.json', '.backup'];

/** Works on an operation, and keeps the files as they lie there when the engine is killed. */
async function die(): Promise<void> {
  const store = openStore({ path: file, clock, logger: silentLogger });
  await store.beginOperation({ id: 'o', app: 'a0' as AppKey, startedAt: 1, request: { revisions: ['r'] } });
  for (let n = 0; n < RECORDS; n += 1) {
    store.putApplication(`a${n}` as AppKey, app(n, 2));
    await store.appendRecord('o', { number: n, text: 'y'.repeat(200) });
  }
  mkdirSync(path.join(folder, 'killed'));
  for (const suffix of FILES) {
    if (existsSync(file + suffix)) copyFileSync(file + suffix, path.join(folder, 'killed', `argosy.db${suffix}`));
  }
  store.close();
}

/** Those files once more, in a folder of their own. */
function killed(): string {
  const copy = path.join(mkdtempSync(path.join(folder, 'copy-')), 'argosy.db');
  for (const suffix of FILES) {
    const from = path.join(folder, 'killed', `argosy.db${suffix}`);
    if (existsSync(from)) copyFileSync(from, copy + suffix);
  }
  return copy;
}

function opened(at: string): ReturnType<typeof read> | ArgosyError {
  let store: Store | undefined;
  try {
    store = openStore({ path: at, clock, logger: silentLogger });
    return read(store);
  } catch (error) {
    if (error instanceof ArgosyError) return error;
    throw error;
  } finally {
    store?.close();
  }
}

describe('a store whose files end too early', () => {
  it('has what was written until then and nothing half, wherever the log is torn', () => {
    const size = statSync(`${killed()}-wal`).size;
    let most = 0;
    for (const share of [0, 0.001, 0.1, 0.25, 0.5, 0.66, 0.9, 0.999, 1]) {
      const copy = killed();
      truncateSync(`${copy}-wal`, Math.floor(size * share));
      const found = opened(copy);
      if (found instanceof ArgosyError) throw found;
      const records = found.operations[0]?.records ?? [];
      // The records are the first so many; each came in the same turn as the change of an application, or before it.
      expect(records.map((record) => (record as { number: number }).number)).toEqual(records.map((_, n) => n));
      const changed = found.applications.filter(
        ({ application }) => application.metadata.labels?.['generation'] === '2',
      );
      expect(found.applications).toHaveLength(APPLICATIONS);
      expect(changed.length).toBe(records.length);
      for (const { application } of changed) expect(application.status?.sync?.revision).toBe('2');
      expect(records.length).toBeGreaterThanOrEqual(most);
      most = records.length;
    }
    expect(most).toBe(RECORDS);
  });

  it.each([true, false])(
    'is damaged, says so and how to go on, wherever the file is cut (killed: %s)',
    async (wasKilled) => {
      for (const share of [0, 0.001, 0.01, 0.2, 0.5, 0.75, 0.97]) {
        const copy = killed();
        if (!wasKilled) {
          // Closed well, and cut afterwards.
          openStore({ path: copy, clock, logger: silentLogger }).close();
        }
        truncateSync(copy, Math.floor(statSync(copy).size * share));
        const told = opened(copy);
        if (!(told instanceof ArgosyError)) {
          // What the log still has whole may stand in for it.
          expect(told.applications, `cut to ${share}`).toHaveLength(APPLICATIONS);
          expect(told.operations[0]?.records, `cut to ${share}`).toHaveLength(RECORDS);
          continue;
        }
        expect(told.message, `cut to ${share}`).toContain('the store is damaged');
        expect(told.advice).toMatch(/recover: backup.*recover: empty.*Nothing in a cluster is touched/);
        const kept = readdirSync(path.dirname(copy)).filter((name) => name.includes('.damaged-'));
        expect(kept.length).toBeGreaterThan(0);
        const store = openStore({ path: copy, clock, logger: silentLogger, recover: 'backup' });
        expect([...store.applications()]).toHaveLength(APPLICATIONS);
        store.close();
      }
    },
  );

  it('begins anew where there never was more than an empty file', () => {
    const fresh = path.join(folder, 'fresh.db');
    writeFileSync(fresh, '');
    expect(opened(fresh)).toEqual({ applications: [], operations: [] });
  });
});
