import type { Io } from '../io.ts';

export interface FakeIo extends Io {
  readonly written: { out: string; err: string };
  readonly asked: string[];
  readonly interrupt: () => void;
}

/** A world for a command: what it writes is kept, what it reads is given. */
export function fakeIo(change: Partial<Io> & { readonly answers?: readonly string[] } = {}): FakeIo {
  const { answers, ...rest } = change;
  const written = { out: '', err: '' };
  const asked: string[] = [];
  const left = [...(answers ?? [])];
  const controller = new AbortController();
  return {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    env: {},
    platform: 'linux',
    cwd: '/work',
    userHome: '/home/me',
    terminal: false,
    style: 'plain',
    columns: 100,
    readStdin: async () => '',
    ask:
      answers === undefined
        ? undefined
        : async (question) => {
            asked.push(question);
            return left.shift() ?? '';
          },
    interrupted: controller.signal,
    edit: async () => 0,
    written,
    asked,
    interrupt: () => controller.abort(new Error('stopped by SIGINT')),
    ...rest,
  };
}
