// Runs on any Node that can read ES modules: sends a program on to the Node that this package brings.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = 24;

/** True when this process is new enough. Otherwise the program runs again on the right Node, and this process ends as that one does. */
export async function onOwnNode(programUrl) {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST) return true;
  const node = ownNode();
  if (node === undefined) {
    const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
    process.stderr.write(
      `argosy needs Node ${OLDEST} or newer (this is ${process.version}). Run \`npm ci\` in ${root} first.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(programUrl), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches both from the terminal; a signal that was sent to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...end) => resolve(end));
  });
  process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
}

function ownNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const file = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
