import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline/promises';
import type { Io } from './io.ts';
import { runCommand } from './run.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interrupted.abort(new Error(`stopped by ${signal}`)));
}
// A reader that went away (`argosy app list | head`) is no reason to complain.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 20));

const terminal = process.stdout.isTTY === true;
const io: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
  platform: process.platform,
  cwd: process.cwd(),
  userHome: homedir(),
  terminal,
  columns: process.stdout.columns ?? 80,
  readStdin: async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  },
  ask: terminal && process.stdin.isTTY === true ? ask : undefined,
  interrupted: interrupted.signal,
  edit,
};
process.exitCode = await runCommand(process.argv.slice(2), io);
// Whatever a library left open must not keep a finished command.
process.stdout.write('', () => process.exit());

async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await reader.question(question, { signal: interrupted.signal });
  } finally {
    reader.close();
  }
}

function edit(file: string): Promise<number> {
  const [program = process.platform === 'win32' ? 'notepad' : 'vi', ...args] = (
    process.env['VISUAL'] ??
    process.env['EDITOR'] ??
    ''
  )
    .split(' ')
    .filter((part) => part !== '');
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, file], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
