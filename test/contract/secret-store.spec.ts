import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AppKey } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { openStore } from '../../main/store/index.ts';
import { createKeychainStore, createMemoryStore, remember, Secret } from '../../main/vault/index.ts';
import { FakeKeyring } from '../../main/vault/testing/fake-keyring.ts';
import { secretStoreContract } from '../../main/vault/testing/secret-store-contract.ts';

// The same suite runs against a real gnome-keyring in test/integration/keyring.spec.ts.

async function withFake() {
  const folder = await mkdtemp(path.join(tmpdir(), 'argosy-vault-'));
  const keyring = new FakeKeyring();
  const store = createKeychainStore({
    keyring: async () => keyring,
    folder,
    service: 'argosy-test',
    clock: systemClock,
    logger: silentLogger,
  });
  return { store, dispose: () => rm(folder, { recursive: true, force: true }) };
}

secretStoreContract('memory', async () => ({ store: createMemoryStore(systemClock), dispose: async () => {} }));
secretStoreContract('keychain (a fake one that holds as little as Windows)', withFake);
secretStoreContract('keychain, remembered', async () => {
  const { store, dispose } = await withFake();
  return { store: remember(store, systemClock), dispose };
});

describe('a secret that strays into the store', () => {
  it('leaves nothing on the disk but the word that stands for it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'argosy-canary-'));
    const canary = new Secret('canary-secret-9d2a');
    const app = 'a' as AppKey;
    const store = openStore({ path: path.join(folder, 'argosy.db'), clock: systemClock, logger: silentLogger });
    const field = canary as unknown as string;
    store.putApplication(app, {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'a', annotations: { note: field } },
      spec: { project: field, destination: {} },
      status: { conditions: [{ type: 'SyncError', message: field }], operationState: canary as never },
    });
    await store.beginOperation({ id: 'o', app, startedAt: 0, request: { token: canary } });
    await store.appendRecord('o', { result: [canary] });
    store.addTransition({ app, at: 0, sync: 'Synced', health: 'Healthy', revision: `${canary}` });
    store.putProject({ apiVersion: 'v', kind: 'AppProject', metadata: { name: 'p' }, spec: { description: field } });
    await store.flush();
    const search = async () => {
      const texts = await Promise.all(
        (await readdir(folder)).map((name) => readFile(path.join(folder, name), 'latin1')),
      );
      expect(texts.join()).not.toContain('canary-secret');
      expect(texts.join()).toContain('[redacted]');
    };
    await search();
    store.close();
    await search();
    await rm(folder, { recursive: true, force: true });
  });
});
