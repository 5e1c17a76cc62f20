import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { createKeychainStore, createMemoryStore, remember } from '../../main/vault/index.ts';
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
