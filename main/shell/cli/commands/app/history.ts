import type { Command } from 'commander';
import type { Application, RevisionHistory } from '../../../../model/index.ts';
import { qualified } from '../../app-name.ts';
import { shortRevision } from '../../app-text.ts';
import type { CommandContext } from '../../context.ts';
import { structured, unknownFormat } from '../../output.ts';
import { inert, table } from '../../table.ts';

export function historyCommand(app: Command, context: CommandContext): void {
  app
    .command('history <name>')
    .summary('Show the deployments of an application')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'wide, id, json or yaml', 'wide')
    .addHelpText('after', '\nExample:\n  argosy app history guestbook')
    .action(async (name: string, flags: { readonly appNamespace?: string; readonly output: string }) => {
      const found = await context.withEngine((client) =>
        client.call('app.get', { name: qualified(name, flags.appNamespace) }),
      );
      context.io.out(historyText(found, flags.output));
    });
}

function historyText(app: Application, format: string): string {
  const history = app.status?.history ?? [];
  if (format === 'id') return history.map(({ id }) => `${id}\n`).join('');
  if (format !== 'wide' && format !== '') {
    const text = structured(history, format);
    if (text === undefined) throw unknownFormat(format);
    return text;
  }
  // One table for each source that was ever deployed.
  const bySource = new Map<string, string[][]>();
  for (const entry of history) {
    for (const { url, revision } of sourcesOf(entry)) {
      const rows = bySource.get(url) ?? [];
      rows.push([String(entry.id), entry.deployedAt, revision]);
      bySource.set(url, rows);
    }
  }
  return [...bySource]
    .map(([url, rows]) => `SOURCE  ${inert(url)}\n${table(['ID', 'DATE', 'REVISION'], rows)}`)
    .join('\n');
}

function sourcesOf(entry: RevisionHistory): readonly { url: string; revision: string }[] {
  const sources = entry.sources ?? (entry.source ? [entry.source] : []);
  const revisions = entry.revisions ?? [entry.revision ?? ''];
  return sources.map((source, i) => {
    const short = shortRevision(revisions[i] ?? '');
    const target = source.targetRevision || 'HEAD';
    return { url: source.repoURL, revision: short === target ? short : `${inert(target)} (${short})` };
  });
}
