/** Builds the test cluster's program once; later calls find it. By hand: `node test/cluster/build.ts` prints its path. */

import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { binaryPath, sourceFolder } from './sources.ts';

export async function buildTestCluster(log: (line: string) => void = () => {}): Promise<string> {
  const binary = binaryPath();
  if (existsSync(binary)) return binary;
  mkdirSync(path.dirname(binary), { recursive: true });
  const release = await lock(`${binary}.lock`);
  try {
    if (existsSync(binary)) return binary;
    log('building the test cluster (5 to 8 minutes with an empty Go cache)');
    const unfinished = `${binary}.${process.pid}`;
    await goBuild(unfinished);
    renameSync(unfinished, binary);
    return binary;
  } finally {
    release();
  }
}

function goBuild(output: string): Promise<void> {
  // Discovery reports the release of k8s.io/kubernetes that go.mod names; without these flags it would say v0.0.0-master.
  const version = /k8s\.io\/kubernetes (v1\.(\d+)\.\S+)/.exec(readFileSync(path.join(sourceFolder, 'go.mod'), 'utf8'));
  if (version === null) throw new Error('go.mod names no release of k8s.io/kubernetes');
  const stamps = {
    gitVersion: version[1],
    gitMajor: '1',
    gitMinor: version[2],
    gitTreeState: 'clean',
    gitCommit: '',
    buildDate: '1970-01-01T00:00:00Z',
  };
  const flags = Object.entries(stamps).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  const args = ['build', '-trimpath', '-o', output, '-ldflags', `-s -w ${flags.join(' ')}`, '.'];
  return new Promise((resolve, reject) => {
    const go = spawn('go', args, {
      cwd: sourceFolder,
      env: { ...process.env, CGO_ENABLED: '0' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    go.once('error', reject);
    go.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`go build ended with ${code}`))));
  });
}

/** One build at a time for all processes: the file holds the builder's pid, and a dead builder's lock is taken over. */
async function lock(file: string): Promise<() => void> {
  for (;;) {
    try {
      const descriptor = openSync(file, 'wx');
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (!holderLives(file)) rmSync(file, { force: true });
    else await pause(200);
  }
}

function holderLives(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid === 0) return true; // between its creation and its first byte
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

if (import.meta.main) process.stdout.write(`${await buildTestCluster((line) => process.stderr.write(`${line}\n`))}\n`);
