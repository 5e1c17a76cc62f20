import { parentPort, workerData } from 'node:worker_threads';
import { ArgosyError } from '../model/index.ts';
import { diskFailure } from './disk-failure.ts';
import type { Answers, FromThread, PlainError, Task, ThreadSetup, ToThread } from './embedded-protocol.ts';
import { EmbeddedRepositories } from './embedded-repositories.ts';

/** The thread of the embedded adapter: inflating and indexing would hold up everything else in the main one. */
const repositories = new EmbeddedRepositories(workerData as ThreadSetup);
const running = new Map<number, AbortController>();

parentPort!.on('message', (message: ToThread) => {
  if (message.kind === 'abort') running.get(message.number)?.abort();
  else void answer(message.number, message.task);
});

async function answer(number: number, task: Task): Promise<void> {
  const controller = new AbortController();
  running.set(number, controller);
  let reply: FromThread;
  try {
    reply = { kind: 'done', number, value: await perform(task, controller.signal) };
  } catch (error) {
    reply = { kind: 'failed', number, error: plain(error) };
  }
  running.delete(number);
  parentPort!.postMessage(reply);
}

function perform(task: Task, signal: AbortSignal): Promise<Answers[keyof Answers]> {
  switch (task.do) {
    case 'list-refs':
      return repositories.listRefs(task.access, signal);
    case 'fetch':
      return repositories.fetch(task.access, task.commit, signal);
    case 'expand':
      return repositories.expand(task.access, task.prefix, signal);
    case 'commit':
      return repositories.commit(task.access, task.id);
    case 'tree':
      return repositories.tree(task.access, task.id);
    case 'blob':
      return repositories.blob(task.access, task.id, task.maxBytes);
    case 'lineage':
      return repositories.lineage(task.access, task.request, signal);
    case 'push':
      return repositories.push(task.access, task.change, signal);
  }
}

function plain(thrown: unknown): PlainError {
  // Told here: what makes it recognisable does not survive the passage.
  const error = diskFailure(thrown);
  const known = error instanceof ArgosyError ? error : undefined;
  return {
    code: known?.code,
    message: error instanceof Error ? error.message : String(error),
    subject: known?.subject,
    advice: known?.advice,
    retry: known?.retry ?? false,
  };
}
