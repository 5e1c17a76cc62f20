import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RawClient } from './sandbox/client.ts';
import { samples } from './sandbox/manifests.ts';
import { normalized } from './sandbox/normalize.ts';
import { type BothServers, freshName, startBoth } from './sandbox/servers.ts';

/** What is written to the sandbox comes back as the real API server gives it back: defaults, order of lists, owners of fields. */
describe('objects, on the sandbox and on kube-apiserver', () => {
  let both: BothServers;
  let namespace: string;
  const suffix = freshName('x').replace('-', '');

  // Without Go there is no kube-apiserver: nothing is compared, and that is said.
  beforeEach((context) => {
    context.skip(both.real === undefined, 'Go is missing: there is no kube-apiserver to compare with');
  });

  beforeAll(async () => {
    both = await startBoth();
    namespace = freshName('objects');
    for (const client of clients()) {
      await client.send('POST', '/api/v1/namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      });
      await until(
        async () => (await client.send('GET', `/api/v1/namespaces/${namespace}/serviceaccounts/default`)).code === 200,
      );
    }
  });
  afterAll(async () => {
    for (const client of clients()) {
      await client.send('DELETE', `/api/v1/namespaces/${namespace}`);
      for (const sample of all())
        if (sample.clusterScoped) await client.send('DELETE', `${sample.path}/${sample.object.metadata.name}`);
    }
    await both.stop();
  });

  const all = () => [...samples(suffix), ...samples(`${suffix}b`)];
  const clients = (): readonly RawClient[] => (both?.real === undefined ? [] : [both.real, both.box]);

  it.each(samples(suffix).map((sample) => [`${sample.object.kind} ${sample.object.metadata.name}`, sample] as const))(
    'creates %s alike',
    async (_name, sample) => {
      if (both.real === undefined) throw new Error('skipped above');
      const path = sample.path.replace('{ns}', `namespaces/${namespace}`);
      const real = await both.real.send('POST', path, sample.object);
      const box = await both.box.send('POST', path, sample.object);
      expect(real.code).toBe(201);
      expect(normalized(box)).toEqual({ ...(normalized(real) as object), text: expect.any(String) });
    },
  );

  it.each(
    samples(`${suffix}b`).map((sample) => [`${sample.object.kind} ${sample.object.metadata.name}`, sample] as const),
  )('applies %s alike', async (_name, sample) => {
    if (both.real === undefined) throw new Error('skipped above');
    const name = sample.clusterScoped ? sample.object.metadata.name : `${sample.object.metadata.name}-applied`;
    const object = { ...sample.object, metadata: { ...sample.object.metadata, name } };
    const path = `${sample.path.replace('{ns}', `namespaces/${namespace}`)}/${name}?fieldManager=argosy&force=true`;
    const real = await both.real.send('PATCH', path, object, 'application/apply-patch+yaml');
    const box = await both.box.send('PATCH', path, object, 'application/apply-patch+yaml');
    expect(real.code).toBe(201);
    expect(normalized(box)).toEqual({ ...(normalized(real) as object), text: expect.any(String) });
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
