import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { CommandError, EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { runCommand } from './run.ts';
import { styleOf } from './status-text.ts';

const argv = process.argv.slice(2);
const interrupted = new AbortController();
let editing = false;

/** A command that was told to stop and cannot, because what it waits for does not answer, ends after so long. */
const GRACE_MS = 3000;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Ctrl-C in an editor is the editor's.
    if (editing && signal === 'SIGINT') return;
    // A second one is obeyed at once.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort(new Error(`stopped by ${signal}`));
    // An engine of its own is ended with care, however long its last write takes.
    if (argv[0] !== 'engine') setTimeout(() => process.exit(130), GRACE_MS).unref();
  });
}
// A reader that went away (`argosy app list | head -1`) is no reason to complain.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT.error));

const terminal = process.stdout.isTTY === true;
const io: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
  platform: process.platform,
  cwd: process.cwd(),
  userHome: homedir(),
  terminal,
  style: styleOf(terminal, process.env),
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
process.exitCode = await runCommand(argv, io);
// Whatever a library left open must not keep a finished command.
process.stdout.write('', () => process.exit());

async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // On a terminal the line editor gets Ctrl-C and Ctrl-D instead of the process, and would wait for ever.
    let answered = false;
    return await new Promise<string>((resolve, reject) => {
      // The cursor stands behind the question.
      const stop = (): void => {
        reject(interrupted.signal.reason as Error);
      };
      interrupted.signal.addEventListener('abort', stop, { once: true });
      reader.on('SIGINT', () => process.emit('SIGINT'));
      reader.on('close', () => {
        if (!answered) process.stderr.write('\n');
        resolve('');
      });
      reader.question(question).then((answer) => {
        answered = true;
        resolve(answer);
      }, reject);
    });
  } finally {
    reader.close();
  }
}

function edit(file: string): Promise<number> {
  const [program = process.platform === 'win32' ? 'notepad' : 'vi', ...args] = (
    process.env['VISUAL'] ||
    process.env['EDITOR'] ||
    ''
  )
    .split(' ')
    .filter((part) => part !== '');
  editing = true;
  return new Promise<number>((resolve, reject) => {
    const child = spawn(program, [...args, file], { stdio: 'inherit' });
    child.once('error', (error) =>
      reject(
        new CommandError(
          `the editor ${program} cannot be started: ${error.message}`,
          EXIT.error,
          'Set EDITOR to one that is installed.',
        ),
      ),
    );
    child.once('close', (code) => resolve(code ?? 1));
  }).finally(() => {
    editing = false;
  });
}
