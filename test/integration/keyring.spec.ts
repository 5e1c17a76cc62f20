import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { createKeychainStore, openSystemKeyring, Secret } from '../../main/vault/index.ts';
import { secretStoreContract } from '../../main/vault/testing/secret-store-contract.ts';

// A real gnome-keyring in a D-Bus session of its own. with-keyring.sh starts and ends both.

const SCRIPT = fileURLToPath(new URL('with-keyring.sh', import.meta.url));
const VAULT = new URL('../../main/vault/index.ts', import.meta.url).href;
const RUNTIME = new URL('../../main/runtime/index.ts', import.meta.url).href;

const missing = ['dbus-run-session', 'gnome-keyring-daemon'].filter(
  (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
);
if (missing.length > 0 && process.env['CI'] === 'true') {
  throw new Error(`${missing.join(' and ')} must be installed (Debian: gnome-keyring dbus libsecret-1-0)`);
}
if (missing.length > 0)
  console.warn(`skipped: ${missing.join(' and ')} not found (Debian: gnome-keyring dbus libsecret-1-0)`);

const root = mkdtempSync(path.join(tmpdir(), 'argosy-keyring-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let services = 0;

/** Runs a piece of module code with the vault at hand under with-keyring.sh; what it prints as JSON. */
function inKeyring(code: string, env: Record<string, string>): unknown {
  const module = `
    import { createKeychainStore, openSystemKeyring, Secret } from '${VAULT}';
    import { silentLogger, systemClock } from '${RUNTIME}';
    const store = createKeychainStore({ keyring: openSystemKeyring, folder: ${JSON.stringify(path.join(root, 'sealed'))},
      service: 'argosy-locked', clock: systemClock, logger: silentLogger });
    const outcome = (work) => work.then((value) => ({ value: value === undefined ? null : value.reveal?.() ?? value }),
      ({ code, message, advice }) => ({ code, message, advice }));
    ${code}`;
  const done = spawnSync(SCRIPT, [process.execPath, '--input-type=module-typescript', '-e', module], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (done.status !== 0) throw new Error(`exit ${done.status}: ${done.stderr}`);
  return JSON.parse(done.stdout);
}

describe.skipIf(missing.length > 0)('gnome-keyring', () => {
  let end: () => Promise<void>;

  beforeAll(async () => {
    // The session lives as long as the standard input of the shell in it.
    const session = spawn(SCRIPT, ['sh', '-c', 'echo "$DBUS_SESSION_BUS_ADDRESS"; cat >/dev/null'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const [address] = (await once(createInterface(session.stdout), 'line')) as [string];
    const before = process.env['DBUS_SESSION_BUS_ADDRESS'];
    process.env['DBUS_SESSION_BUS_ADDRESS'] = address;
    end = async () => {
      if (before === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS'];
      else process.env['DBUS_SESSION_BUS_ADDRESS'] = before;
      session.stdin.end();
      await once(session, 'close');
    };
  });
  afterAll(() => end());

  secretStoreContract('a real gnome-keyring', async () => {
    const folder = path.join(root, `vault-${services++}`);
    const store = createKeychainStore({
      keyring: openSystemKeyring,
      folder,
      service: `argosy-test-${services}`,
      clock: systemClock,
      logger: silentLogger,
    });
    return {
      store,
      dispose: async () => {
        for (const { ref } of await store.list()) await store.delete(ref);
        if (existsSync(folder)) {
          for (const name of readdirSync(folder))
            expect(readFileSync(path.join(folder, name), 'latin1')).not.toContain('canary');
        }
      },
    };
  });

  it('shows a credential to the tools of the desktop under its name', async () => {
    const store = createKeychainStore({
      keyring: openSystemKeyring,
      folder: path.join(root, 'shown'),
      service: 'argosy-shown',
      clock: systemClock,
      logger: silentLogger,
    });
    await store.set('repo', new Secret('p'), { kind: 'password' });
    const found = spawnSync('secret-tool', ['lookup', 'service', 'argosy-shown', 'username', 'secret/repo'], {
      encoding: 'utf8',
    });
    // secret-tool is one more package (libsecret-tools); without it there is nobody to ask.
    if (found.error === undefined) expect(found.stdout).toBe('p');
    await store.delete('repo');
  });
});

describe.skipIf(missing.length > 0)('a keyring that is locked', () => {
  const data = { KEYRING_DATA: path.join(root, 'data') };

  it('says so instead of "absent", and gives the value back when it is unlocked', () => {
    const put = `await store.set('a', new Secret('value'), { kind: 'password' });
      await store.set('long', new Secret('x'.repeat(5000)), { kind: 'ssh-key' });`;
    const ask = `console.log(JSON.stringify([await outcome(store.get('a')), await outcome(store.get('long')), await store.status(),
      await outcome(store.set('b', new Secret('canary-12'), { kind: 'password' }))]));`;
    expect(inKeyring(`${put}${ask}`, data)).toMatchObject([
      { value: 'value' },
      { value: 'x'.repeat(5000) },
      { kind: 'ready' },
      { value: null },
    ]);
    const locked = inKeyring(ask, { ...data, KEYRING_PASSWORD: 'another' }) as readonly {
      code?: string;
      kind?: string;
      message: string;
    }[];
    expect(locked).toMatchObject([
      { code: 'Unauthenticated' },
      { code: 'Unauthenticated' },
      { kind: 'locked' },
      { code: 'Unauthenticated' },
    ]);
    for (const { message } of locked) expect(message).toContain('the keychain is locked');
    expect(JSON.stringify(locked)).not.toContain('canary');
    expect(inKeyring(ask, data)).toMatchObject([
      { value: 'value' },
      { value: 'x'.repeat(5000) },
      { kind: 'ready' },
      { value: null },
    ]);
  });
});

describe('no D-Bus session at all', () => {
  it('is named with the way out, and nothing is kept in the kernel keyring behind our back', () => {
    const code = `console.log(JSON.stringify([await store.status(), await outcome(store.set('a', new Secret('canary-13'), { kind: 'password' })),
      await outcome(store.get('a'))]));`;
    const answer = inKeyring(code, { KEYRING: 'none' });
    expect(answer).toMatchObject([{ kind: 'unavailable' }, { code: 'Unavailable' }, { code: 'Unavailable' }]);
    expect(JSON.stringify(answer)).toContain('ARGOSY_SECRETS=memory');
    expect(JSON.stringify(answer)).not.toContain('canary');
    const kernel = existsSync('/proc/keys') ? readFileSync('/proc/keys', 'utf8') : '';
    expect(kernel).not.toContain('argosy-locked');
  });
});
