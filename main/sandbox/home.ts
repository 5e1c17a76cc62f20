import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ArgosyError } from '../model/index.ts';

/** Where the sandbox keeps what it is: all of it in one folder. */
export interface SandboxHome {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly repository: string;
  readonly clusters: string;
  readonly record: string;
}

export function sandboxHome(home: string): SandboxHome {
  const folder = path.join(home, 'sandbox');
  return {
    folder,
    kubeconfig: path.join(folder, 'kubeconfig'),
    repository: path.join(folder, 'fleet.git'),
    clusters: path.join(folder, 'clusters'),
    record: path.join(folder, 'sandbox.json'),
  };
}

/** What a running sandbox leaves for other processes. */
export interface SandboxRecord {
  /** 0 when it is stopped. */
  readonly pid: number;
  readonly repositoryUrl: string;
  readonly gitPort: number;
  readonly clusters: readonly { readonly name: string; readonly server: string; readonly kubeconfigContext: string }[];
}

export function readRecord(home: SandboxHome): SandboxRecord | undefined {
  if (!existsSync(home.record)) return undefined;
  try {
    return JSON.parse(readFileSync(home.record, 'utf8')) as SandboxRecord;
  } catch {
    return undefined; // cut short by a crash: the next start writes it anew
  }
}

export function writeRecord(home: SandboxHome, record: SandboxRecord): void {
  writePrivately(home.record, `${JSON.stringify(record, null, 2)}\n`);
}

/** For the owner only, and never half written. */
export function writePrivately(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

export function isRunning(record: SandboxRecord | undefined): boolean {
  if (record === undefined || record.pid === 0) return false;
  try {
    process.kill(record.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Takes everything away. A running sandbox must be stopped first. */
export function resetSandbox(home: string): void {
  const place = sandboxHome(home);
  const record = readRecord(place);
  if (isRunning(record)) {
    throw new ArgosyError('FailedPrecondition', `the sandbox is running (process ${record!.pid})`, {
      subject: place.folder,
      advice: 'Stop it first: Ctrl-C where it runs, or quit Argosy.',
    });
  }
  rmSync(place.folder, { recursive: true, force: true });
}
