import { describe, expect, it } from 'vitest';
import { ArgosyError } from '../model/index.ts';
import { type ClustersPorts, createClusters } from './clusters.ts';

/** Only contexts are asked for. */
const clustersWhere = (contexts: ClustersPorts['contexts']) =>
  createClusters({ contexts, onConnection: () => () => undefined } as unknown as ClustersPorts);

const unread = (code: string) =>
  new ArgosyError('FailedPrecondition', `kubeconfig: /home/ada/config cannot be read (${code})`, {
    cause: Object.assign(new Error(code), { code, path: '/home/ada/config' }),
  });

describe('the contexts of a kubeconfig', () => {
  it('say that there is no such file, which is no failure', async () => {
    const clusters = clustersWhere(() => Promise.reject(unread('ENOENT')));
    await expect(clusters.contexts(undefined)).rejects.toMatchObject({
      code: 'NotFound',
      subject: '/home/ada/config',
      message: '/home/ada/config does not exist',
      advice: 'KUBECONFIG may name another file.',
    });
    await expect(clusters.contexts('/other')).rejects.toMatchObject({
      code: 'NotFound',
      message: '/other does not exist',
    });
  });

  it('say what else is wrong in the words of the system', async () => {
    const clusters = clustersWhere(() => Promise.reject(unread('EACCES')));
    await expect(clusters.contexts(undefined)).rejects.toMatchObject({ code: 'FailedPrecondition' });
  });
});
