// Run by the stand-in for Electron's program: `node launch.ts RESOURCES`. Starts the packaged main process on this Node with a stand-in for
// the module `electron`, plays Electron and a page, and prints what came of it as one line of JSON.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { Client } from '../../main/shell/client/client.ts';
import { connectSocket } from '../../main/shell/client/socket-transport.ts';
import * as electron from '../../main/shell/electron/testing/electron.ts';
import type { Row } from '../../preload/contract/index.ts';
import type { DesktopBridge, EngineNotice } from '../../preload/desktop.ts';
import { openDesktop } from '../../preload/desktop-transport.ts';
import { asar } from './stand-in.ts';

const [resources, ...more] = process.argv.slice(2);
const fake = new URL('../../main/shell/electron/testing/electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: fake, shortCircuit: true } : next(specifier, context),
});

// Node reads no archives; Electron does.
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'argosy-packaged-')));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
asar.extractAll(join(resources!, 'app.asar'), folder);

const { app, BrowserWindow } = electron;
app.isPackaged = true;
process.argv = [process.execPath, ...more];
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { main: string };
const exited = new Promise<number>((resolve) => app.once('exited', resolve));
const opened = new Promise<void>((resolve) => app.once('web-contents-created', () => resolve()));
await import(pathToFileURL(join(folder, main)).href);
app.becomeReady();
await opened;

const [window] = BrowserWindow.all;
assert(window);
// Hidden windows get no changes.
window.emit('ready-to-show');
const { preload } = window.options['webPreferences'] as { preload: string };
const bridge = bridgeOf(preload, window.webContents);
const notice = await new Promise<EngineNotice>((resolve) => {
  bridge.on.engine((one) => {
    if (one.state === 'ready' || one.state === 'dead') resolve(one);
  });
});
assert.equal(notice.state, 'ready', notice.because);

const client = new Client(await openDesktop(bridge));
const version = await client.call('engine.version', {});
const counters = await client.call('engine.counters', {});
const refused = await client.call('no.such' as 'engine.version', {}).catch((error: unknown) => error);
// Rendering takes a utility process with WebAssembly, threads, and Git: everything that is started from a file of the package.
const repository = process.env['ARGOSY_TEST_REPOSITORY'];
const manifests = repository === undefined ? [] : await rendered(client, repository);

const sandbox = await client.call('sandbox.start', {});
const fleet = await applicationsSeen(client);

const page = await electron.protocol.handlers.get('app')!({ method: 'GET', url: 'app://argosy/apps' } as Request);
const socket = await connectSocket(join(process.env['ARGOSY_HOME']!, 'engine.sock'));
assert(socket);
const other = new Client(socket);
const overSocket = await other.call('engine.version', {});
other.close();

app.quit();
const code = await exited;
process.stdout.write(
  `${JSON.stringify({
    version,
    overSocket,
    refused: (refused as { code?: string }).code,
    delay: (counters as Record<string, unknown>)['eventLoopDelay'],
    engineDelay: (counters as Record<string, unknown>)['engineLoopDelay'],
    manifests,
    sandbox,
    fleet,
    page: {
      status: page.status,
      policy: page.headers.get('content-security-policy'),
      text: (await page.text()).slice(0, 2000),
    },
    window: window.options,
    address: window.webContents.mainFrame.url,
    schemes: electron.protocol.schemes,
    forks: electron.utilityProcess.forks.map(({ entry }) => entry.slice(folder.length)),
    removed: app.switchesRemoved,
    tray: electron.Tray.last?.tip,
    code,
  })}\n`,
);
process.exit(code);

/** Runs the packaged preload script as the sandbox does: a function with `require`, and nothing else of Node. */
function bridgeOf(script: string, contents: InstanceType<typeof electron.WebContents>): DesktopBridge {
  const port = electron.pageOf(contents);
  let exposed: unknown;
  const offered = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: unknown) => {
        assert.equal(name, 'argosy');
        exposed = value;
      },
    },
    ipcRenderer: port,
  };
  const run = runInThisContext(`(function (require) {${readFileSync(script, 'utf8')}\n})`, { filename: script }) as (
    require: (name: string) => unknown,
  ) => void;
  run((name) => {
    assert.equal(name, 'electron');
    return offered;
  });
  return exposed as DesktopBridge;
}

async function rendered(to: Client, repoURL: string): Promise<readonly unknown[]> {
  const name = 'smoke';
  await to.call('app.create', {
    application: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd' },
      spec: {
        project: 'default',
        source: { repoURL, path: '.', targetRevision: 'HEAD' },
        destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
      },
    } as never,
    upsert: false,
    validate: true,
  });
  const { manifests: objects } = await to.call('app.manifests', { name, source: 'git' });
  return objects.map((object) => `${object.kind}/${object.metadata.name}`);
}

/** Until the sandbox's applications are there and every one that is to be synced by itself has been. */
function applicationsSeen(of: Client): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const rows = new Map<string, Row<'applications'>>();
    of.subscribe(
      'applications',
      (event) => {
        if (event.kind === 'delta') for (const key of event.remove) rows.delete(key);
        for (const [key, row] of event.kind === 'snapshot' ? event.rows : event.upsert) rows.set(key, row);
        const synced = [...rows.values()].filter(({ sync, health }) => sync === 'Synced' && health === 'Healthy');
        if (synced.length >= 3) resolve([...rows.keys()].sort());
      },
      reject,
    );
  });
}
