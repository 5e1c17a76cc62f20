// What a host process and its threads run. A bundle needs this one file as an entry; its path is `hostEntry` of createEngines.

import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Host } from './host.ts';
import type { HostReply, HostRequest } from './protocol.ts';
import { runThread, type ThreadData } from './thread.ts';

/** What Electron puts into a utility process instead of `process.send`. */
interface UtilityPort {
  postMessage(message: HostReply): void;
  on(event: 'message', listener: (event: { readonly data: HostRequest }) => void): void;
}

if (isMainThread) runHost();
else runThread(parentPort!, workerData as ThreadData);

function runHost(): void {
  const entry = new URL(import.meta.url);
  const utility = (process as { parentPort?: UtilityPort }).parentPort;
  if (utility) {
    const host = new Host(entry, (message) => utility.postMessage(message));
    utility.on('message', ({ data }) => host.receive(data));
    return;
  }
  const host = new Host(entry, (message) => process.send?.(message));
  process.on('message', (message) => host.receive(message as HostRequest));
  // The application has ended, however it ended: a busy thread would go on for ever.
  process.on('disconnect', () => process.exit(0));
}
