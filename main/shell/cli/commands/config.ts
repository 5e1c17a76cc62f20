import type { Command } from 'commander';
import { parseYamlDocuments } from '../../../model/index.ts';
import type { CommandContext } from '../context.ts';
import { CommandError, EXIT } from '../exit.ts';
import { readText } from '../files.ts';
import { structured, unknownFormat } from '../output.ts';
import { inert, table } from '../table.ts';

/** ConfigMaps of Argo CD whose keys are ours too. */
const CONFIG_MAPS = new Set(['argocd-cm', 'argocd-cmd-params-cm']);

export function configCommands(program: Command, context: CommandContext): void {
  const config = program.command('config').summary('Read and change settings, those of argocd-cm among them');
  config
    .command('get [keys...]')
    .summary('Show settings')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .addHelpText('after', '\nExample:\n  argosy config get timeout.reconciliation')
    .action(async (keys: string[], flags: { readonly output: string }) => {
      const { values } = await context.withEngine((client) => client.call('config.get', {}));
      const missing = keys.filter((key) => values[key] === undefined);
      if (missing.length > 0) throw new CommandError(`not set: ${missing.join(', ')}`);
      const shown = keys.length === 0 ? values : Object.fromEntries(keys.map((key) => [key, values[key]!]));
      if (keys.length === 1 && flags.output === 'wide') context.io.out(`${shown[keys[0]!]}\n`);
      else context.io.out(configText(shown, flags.output));
    });
  config
    .command('set <settings...>')
    .summary('Change settings at once: KEY=VALUE, or KEY= to go back to the default')
    .addHelpText(
      'after',
      '\nExample:\n  argosy config set timeout.reconciliation=300s application.resourceTrackingMethod=annotation+label',
    )
    .action(async (settings: string[]) => {
      const values: Record<string, string | null> = {};
      for (const setting of settings) {
        const at = setting.indexOf('=');
        if (at < 1) throw new CommandError(`expected KEY=VALUE, got ${JSON.stringify(setting)}`);
        values[setting.slice(0, at)] = setting.slice(at + 1) || null;
      }
      await change(values, context);
    });
  config
    .command('apply')
    .summary('Take over settings from argocd-cm or argocd-cmd-params-cm manifests')
    .requiredOption('-f, --file <file>', 'file of ConfigMaps; - is standard input')
    .addHelpText('after', '\nExample:\n  kubectl -n argocd get cm argocd-cm -o yaml | argosy config apply -f -')
    .action(async (flags: { readonly file: string }) => {
      const text = flags.file === '-' ? await context.io.readStdin() : readText(flags.file, context.io.cwd);
      const values: Record<string, string> = {};
      let found = false;
      for (const { value } of parseYamlDocuments(text, { file: flags.file })) {
        const object = value as {
          kind?: unknown;
          metadata?: { name?: unknown };
          data?: Record<string, unknown>;
        } | null;
        if (object?.kind !== 'ConfigMap' || !CONFIG_MAPS.has(String(object.metadata?.name))) continue;
        found = true;
        for (const [key, setting] of Object.entries(object.data ?? {})) values[key] = String(setting);
      }
      if (!found)
        throw new CommandError(`${flags.file} holds no ConfigMap argocd-cm or argocd-cmd-params-cm`, EXIT.error);
      await change(values, context);
    });
}

async function change(values: Record<string, string | null>, context: CommandContext): Promise<void> {
  const { notes } = await context.withEngine((client) => client.call('config.set', { values }));
  for (const note of notes) context.io.err(`${note}\n`);
  context.io.out(`${Object.keys(values).length} setting(s) changed\n`);
}

function configText(values: Readonly<Record<string, string>>, format: string): string {
  if (format !== 'wide' && format !== '') {
    const text = structured(values, format);
    if (text === undefined) throw unknownFormat(format);
    return text;
  }
  const rows = Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, inert(value)]);
  return table(['KEY', 'VALUE'], rows);
}
