// The main process of the desktop application on Node, with a stand-in for the module `electron`, and one window whose page follows the table
// of applications. Runs until SIGTERM. Started by desktop-loop.ts.
import { registerHooks } from 'node:module';
import * as electron from '../main/shell/electron/testing/electron.ts';
import { createBridge } from '../preload/bridge.ts';

const fake = new URL('../main/shell/electron/testing/electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: fake, shortCircuit: true } : next(specifier, context),
});
const { app, BrowserWindow } = electron;
app.once('exited', (code: number) => process.exit(code));
process.on('SIGTERM', () => app.quit());
const opened = new Promise<void>((resolve) => app.once('web-contents-created', () => resolve()));
await import(new URL('../dist/electron-main.mjs', import.meta.url).href);
app.becomeReady();
await opened;
const window = BrowserWindow.all[0]!;
window.emit('ready-to-show');
const bridge = createBridge(electron.pageOf(window.webContents), () => crypto.randomUUID());
await new Promise<void>((resolve) => {
  bridge.on.engine(({ state }) => {
    if (state === 'ready') resolve();
  });
});
// Taken as it comes: pages read it in processes of their own.
const channel = await bridge.connect(
  () => undefined,
  () => {
    throw new Error('the engine has gone');
  },
);
channel.send(JSON.stringify({ type: 'subscribe', id: 1, topic: 'applications' }));
process.stdout.write('ready\n');
