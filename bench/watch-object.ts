import { request } from 'undici';
import { apiClient } from './api-client.ts';

/** Resolves when the API server tells of a ConfigMap whose data is as wanted, also if it is so already. */
export async function watchConfigMap(
  kubeconfig: string,
  namespace: string,
  name: string,
  wanted: (data: Readonly<Record<string, string>>) => boolean,
): Promise<void> {
  const { server, dispatcher, headers } = apiClient(kubeconfig);
  try {
    const answer = await request(
      `${server}/api/v1/namespaces/${namespace}/configmaps?watch=1&fieldSelector=metadata.name%3D${name}`,
      { dispatcher, headers },
    );
    let rest = '';
    for await (const chunk of answer.body) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const { object } = JSON.parse(line) as { object: { data?: Record<string, string> } };
        if (wanted(object.data ?? {})) return;
      }
    }
  } finally {
    await dispatcher.destroy();
  }
}

/** So many ConfigMaps of about 1 kB that no application knows. */
export async function fillConfigMaps(kubeconfig: string, namespace: string, count: number): Promise<void> {
  const { server, dispatcher, headers } = apiClient(kubeconfig);
  const value = 'x'.repeat(600);
  const numbers = Array.from({ length: count }, (_, i) => i).values();
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      for (const i of numbers) {
        const answer = await request(`${server}/api/v1/namespaces/${namespace}/configmaps`, {
          method: 'POST',
          dispatcher,
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: `filler-${i}` },
            data: { value },
          }),
        });
        const text = await answer.body.text();
        if (answer.statusCode >= 300) throw new Error(text);
      }
    }),
  );
  await dispatcher.close();
}
