import { describe, expect, it } from 'vitest';
import { allCommands } from './all-commands.ts';
import { createProgram } from './program.ts';
import { runCommand } from './run.ts';
import { fakeIo } from './testing/fake-io.ts';

const program = createProgram(fakeIo(), () => undefined);
const commands = [...allCommands(program)];

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo();
  const code = await runCommand(argv, io);
  return { code, ...io.written };
}

/** `app sync`; empty for the program itself. */
function pathOf(command: (typeof commands)[number]): readonly string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

describe('the command line', () => {
  it.each(commands.map((command) => pathOf(command)))('`%s %s` --help is readable', async (...path) => {
    const words = path.filter((word) => word !== undefined);
    const { code, out, err } = await run(...words, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Usage: argosy${words.map((word) => ` ${word}`).join('')}`);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(130);
  });

  it('has an example and a summary on every command', () => {
    for (const command of commands.filter((one) => one.commands.length === 0 || one === program)) {
      let help = '';
      command.configureOutput({
        writeOut: (text) => {
          help += text;
        },
      });
      command.outputHelp();
      const name = pathOf(command).join(' ');
      expect(help, name).toMatch(/Examples?:\n {2}/);
      expect(help, name).toMatch(new RegExp(`argosy.*${pathOf(command).join(' ')}`));
      expect(command === program || command.summary() !== '', name).toBe(true);
    }
  });

  it('describes every flag that it shows', () => {
    for (const command of commands) {
      for (const option of command.options) {
        expect(option.hidden || option.description !== '', `${pathOf(command).join(' ')} ${option.flags}`).toBe(true);
      }
    }
  });

  it('alone prints its help and ends well', async () => {
    const { code, out, err } = await run();
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/Usage: argosy[\s\S]+ app [\s\S]+ cluster [\s\S]+Examples:/);
  });

  it('knows its version', async () => {
    expect((await run('--version')).out).toMatch(/^v\d+\.\d+\.\d+\n$/);
    expect((await run('version', '--client', '--short')).out).toMatch(/^argosy: v\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['ap', 'list'], "error: unknown command 'ap'\n(Did you mean app?)"],
    [['app', 'snyc', 'x'], "error: unknown command 'snyc'\n(Did you mean sync?)"],
    [['app', 'sync', 'x', '--prun'], "error: unknown option '--prun'\n(Did you mean --prune?)"],
    [['app', 'get'], "error: missing required argument 'name'"],
    [['app', 'patch', 'x'], "error: required option '--patch <patch>' not specified"],
    [['app', 'get', 'x', 'y'], 'error: too many arguments'],
  ])('%j is a usage error', async (argv, text) => {
    const { code, out, err } = await run(...argv);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(text);
    expect(err).toContain('--help shows what it takes)');
  });

  it.each([
    [['app', 'diff'], 2, 'argosy: usage: argosy app diff NAME\n'],
    [['app', 'diff', 'a', 'b'], 2, 'argosy: usage: argosy app diff NAME\n'],
    [['app', 'sync', 'x', '-o', 'xml'], 20, 'argosy: Unknown output format: xml\n'],
    [['app', 'create', '-f', 'no/such.yaml'], 20, 'argosy: no/such.yaml cannot be read: '],
    [['app', 'create'], 1, 'argosy: the name of the application is missing'],
    [['app', 'create', 'a', '--name', 'b'], 1, "argosy: --name argument 'b' does not match app name a"],
    [['app', 'manifests', 'x', '--source', 'air'], 1, "argosy: Unknown source type 'air'\n"],
    [['app', 'patch', 'x', '--patch', '{}', '--type', 'y'], 1, 'argosy: Error: unknown patch type y\n'],
    [['app', 'delete', 'x', '-p', 'orphan'], 1, 'argosy: invalid propagation policy: orphan\n'],
    [['repo', 'add', 'x', '--type', 'svn'], 1, 'argosy: unknown repository type svn\n'],
    [['config', 'set', 'novalue'], 1, 'argosy: expected KEY=VALUE, got "novalue"\n'],
    [['proj', 'create'], 1, 'argosy: the name of the project is missing'],
    [['version', '--client', '-o', 'xml'], 20, 'argosy: Unknown output format: xml\n'],
  ])('%j ends with %d before any engine is asked', async (argv, code, text) => {
    const result = await run(...argv);
    expect([result.code, result.out]).toEqual([code, '']);
    expect(result.err).toContain(text);
  });
});
