import type { Cluster } from '../cluster/index.ts';
import { ArgosyError, type KubeObject, keyOfRef } from '../model/index.ts';
import type { AppLogLine, AppLogRequest, TreeNode } from './engine.ts';

/** Streams of one request at the same time; more Pods than this need a narrower request. */
const MAX_STREAMS = 50;

/** Log lines of the Pods under the objects that the request names, merged as they come (reference §12.2 `app logs`). */
export async function* followLogs(
  cluster: Cluster,
  tree: () => Promise<readonly TreeNode[]>,
  request: AppLogRequest,
  signal: AbortSignal,
): AsyncIterable<AppLogLine> {
  const pods = podsOf(await tree(), request);
  if (pods.length === 0) {
    throw new ArgosyError('NotFound', 'no Pods of this application match', {
      advice: 'See its objects with `argosy app resources APP --output tree`.',
    });
  }
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const sources = pods.flatMap((pod) => {
    const object = cluster.live(keyOfRef(pod.ref))?.object();
    return containersOf(object, request.container).map((container) => ({ pod: pod.ref, container }));
  });
  if (sources.length > MAX_STREAMS) {
    throw new ArgosyError(
      'ResourceExhausted',
      `${sources.length} containers match, at most ${MAX_STREAMS} can be read at once`,
      {
        advice: 'Narrow the request with --kind, --name or --container.',
      },
    );
  }
  const pending = new Map<number, Promise<{ index: number; result: IteratorResult<string> }>>();
  const iterators = sources.map(({ pod, container }) =>
    cluster
      .logs(
        {
          namespace: pod.namespace,
          pod: pod.name,
          container,
          follow: request.follow,
          previous: request.previous,
          ...(request.tailLines === undefined ? {} : { tailLines: request.tailLines }),
          ...(request.sinceSeconds === undefined ? {} : { sinceSeconds: request.sinceSeconds }),
          ...(request.timestamps === undefined ? {} : { timestamps: request.timestamps }),
        },
        both,
      )
      [Symbol.asyncIterator](),
  );
  const advance = (index: number): void => {
    pending.set(
      index,
      iterators[index]!.next().then((result) => ({ index, result })),
    );
  };
  try {
    for (const index of iterators.keys()) advance(index);
    while (pending.size > 0) {
      const { index, result } = await Promise.race(pending.values());
      pending.delete(index);
      if (result.done) continue;
      const { pod, container } = sources[index]!;
      yield { pod: pod.name, container, text: result.value };
      advance(index);
    }
  } finally {
    stop.abort(new Error('the log was closed'));
    await Promise.allSettled(pending.values());
  }
}

function podsOf(nodes: readonly TreeNode[], request: AppLogRequest): readonly TreeNode[] {
  const wanted = nodes.filter(
    (node) =>
      (request.kind === undefined || node.ref.kind === request.kind) &&
      (request.group === undefined || node.ref.group === request.group) &&
      (request.namespace === undefined || node.ref.namespace === request.namespace) &&
      (request.name === undefined || node.ref.name === request.name),
  );
  const under = new Set(wanted.map((node) => node.uid).filter((uid) => uid !== ''));
  const pods = new Map<string, TreeNode>();
  // Parents come before their children, so one walk is enough.
  for (const node of nodes) {
    if (!under.has(node.uid) && !node.parents.some((parent) => under.has(parent))) continue;
    if (node.uid !== '') under.add(node.uid);
    if (node.ref.kind === 'Pod' && node.ref.group === '') pods.set(node.uid, node);
  }
  return [...pods.values()];
}

function containersOf(pod: KubeObject | undefined, only: string | undefined): readonly string[] {
  if (only !== undefined) return [only];
  const { spec } = (pod ?? {}) as { spec?: { containers?: readonly { name?: string }[] } };
  return (spec?.containers ?? []).flatMap((container) => (container.name === undefined ? [] : [container.name]));
}
