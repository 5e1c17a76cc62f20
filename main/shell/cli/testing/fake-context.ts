import { Command } from 'commander';
import type { Output, RequestName } from '../../../../preload/contract/index.ts';
import type { Application } from '../../../model/index.ts';
import type { Client, TopicEvent } from '../../client/client.ts';
import { allCommands } from '../all-commands.ts';
import type { CommandContext } from '../context.ts';
import { describeError } from '../exit.ts';
import { type FakeIo, fakeIo } from './fake-io.ts';

export type Answers = { readonly [N in RequestName]?: unknown };

export interface FakeRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly string[];
  /** Every call that reached the engine: its name and its input. */
  readonly calls: readonly (readonly [RequestName, unknown])[];
}

/**
 * Runs one `app` command against an engine that knows one answer to each request. An answer that is an Error is thrown; `app` is what
 * the topic of whole applications says.
 */
export async function runWith(
  add: (app: Command, context: CommandContext) => void,
  argv: readonly string[],
  answers: Answers,
  options: { readonly app?: Application; readonly answers?: readonly string[]; readonly engineRuns?: boolean } = {},
): Promise<FakeRun> {
  const io: FakeIo = fakeIo(options.answers === undefined ? {} : { answers: options.answers });
  const calls: [RequestName, unknown][] = [];
  const client = {
    call: async (name: RequestName, input: unknown): Promise<Output<RequestName>> => {
      calls.push([name, input]);
      const answer = answers[name];
      if (answer instanceof Error) throw answer;
      if (answer === undefined) throw new Error(`nothing was prepared for ${name}`);
      return answer as Output<RequestName>;
    },
    subscribe: (
      _topic: string,
      listener: (event: TopicEvent<Application>) => void,
      __: unknown,
      keys: readonly string[],
    ) => {
      queueMicrotask(() => listener({ kind: 'snapshot', rows: new Map(options.app ? [[keys[0]!, options.app]] : []) }));
      return () => undefined;
    },
  } as unknown as Client;
  let code = 0;
  const context: CommandContext = {
    io,
    now: () => Date.parse('2026-11-24T12:00:00Z'),
    withEngine: (use) => use(client, options.engineRuns ?? true),
    exitWith: (wanted) => {
      code = wanted;
    },
  };
  const app = new Command('app');
  add(app, context);
  for (const command of allCommands(app))
    command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err });
  try {
    await app.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    const told = describeError(error, true);
    code = told.exitCode;
    io.err(`${told.text}\n`);
  }
  return { code, out: io.written.out, err: io.written.err, asked: io.asked, calls };
}
