import type { ServerResponse } from 'node:http';
import { type ClusterState, getStored } from '../cluster-state.ts';
import { logLines } from '../controllers/pod-log.ts';
import type { Pod } from '../kinds/stored/pod.ts';
import type { Target } from './route.ts';
import { badRequest, notFound } from './status-error.ts';

/** GET pods/NAME/log with the query of kubectl logs. */
export function serveLog(
  state: ClusterState,
  { kind, namespace, name }: Target,
  query: URLSearchParams,
  response: ServerResponse,
  closing: AbortSignal,
): void {
  const stored = getStored(state, kind, namespace, name!);
  if (stored === undefined) throw notFound(kind, name!);
  const pod = stored.object as Pod;
  const containers: string[] = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map((each) => each.name);
  const asked = query.get('container') ?? '';
  if (asked !== '' && !containers.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
  if (asked === '' && pod.spec.containers.length > 1) {
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${pod.spec.containers.map((each) => each.name).join(' ')}]`,
    );
  }
  const container = asked === '' ? containers[0]! : asked;
  const status = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].find(
    (each) => each.name === container,
  );
  if (
    pod.spec.nodeName === undefined ||
    status === undefined ||
    (status.state?.waiting !== undefined && status.lastState?.terminated === undefined)
  ) {
    const reason = status?.state?.waiting?.reason;
    throw badRequest(
      `container "${container}" in pod "${name}" is ${reason === 'ImagePullBackOff' ? 'waiting to start: trying and failing to pull image' : 'waiting to start: ContainerCreating'}`,
    );
  }
  if (query.get('previous') === 'true' && status.lastState?.terminated === undefined) {
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  }
  const timestamps = query.get('timestamps') === 'true';
  const tail = query.has('tailLines') ? Number(query.get('tailLines')) : undefined;
  const limit = query.has('limitBytes') ? Number(query.get('limitBytes')) : undefined;
  const since = sinceOf(state, query);
  const lines = logLines(pod, container, state.clock.now()).filter((line) => since === undefined || line.time >= since);
  const shown = tail === undefined ? lines : lines.slice(Math.max(0, lines.length - tail));
  const print = (line: { time: number; text: string }) =>
    `${timestamps ? `${new Date(line.time).toISOString().replace('Z', '000000Z')} ` : ''}${line.text}\n`;
  let text = shown.map(print).join('');
  if (limit !== undefined) text = text.slice(0, limit);
  response.writeHead(200, { 'content-type': 'text/plain' });
  if (query.get('follow') !== 'true' || status.state?.running === undefined) {
    response.end(text);
    return;
  }
  response.write(text);
  let last = lines[lines.length - 1]?.time ?? 0;
  // Nothing is written without a cause: new lines come when the Pod changes.
  const unlisten = state.store.listen(kind.storage, (change) => {
    if (change.stored.object.metadata.uid !== pod.metadata.uid) return;
    for (const line of logLines(change.stored.object as Pod, container, state.clock.now())) {
      if (line.time > last) {
        response.write(print(line));
        last = line.time;
      }
    }
    const now = (change.stored.object as Pod).status?.containerStatuses?.find((each) => each.name === container);
    if (change.type === 'DELETED' || now?.state?.running === undefined) end();
  });
  const end = () => {
    unlisten();
    response.end();
  };
  closing.addEventListener('abort', end, { once: true });
  response.once('close', () => {
    unlisten();
    closing.removeEventListener('abort', end);
  });
}

function sinceOf(state: ClusterState, query: URLSearchParams): number | undefined {
  if (query.has('sinceSeconds')) return state.clock.now() - Number(query.get('sinceSeconds')) * 1000;
  if (query.has('sinceTime')) return Date.parse(query.get('sinceTime')!);
  return undefined;
}
