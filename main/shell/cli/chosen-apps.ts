import { appKey } from '../../model/index.ts';
import type { Client } from '../client/client.ts';
import { qualified } from './app-name.ts';
import { CommandError } from './exit.ts';

export interface ChoiceFlags {
  readonly selector?: string;
  readonly project?: readonly string[];
  readonly appNamespace?: string;
}

/** The applications that a command is about, each once: those named, and those that its filters find. */
export async function chosenApps(
  client: Client,
  names: readonly string[],
  flags: ChoiceFlags,
  noneFound: string,
): Promise<readonly string[]> {
  const chosen = names.map((name) => qualified(name, flags.appNamespace));
  const filtered = flags.selector !== undefined || flags.project !== undefined;
  if (filtered) {
    const { items } = await client.call('app.list', {
      ...(flags.selector === undefined ? {} : { selector: flags.selector }),
      ...(flags.project === undefined ? {} : { projects: [...flags.project] }),
      ...(flags.appNamespace === undefined ? {} : { namespace: flags.appNamespace }),
    });
    chosen.push(...items.map(({ metadata }) => qualified(metadata.name, metadata.namespace)));
  }
  if (chosen.length === 0) throw new CommandError(filtered ? noneFound : 'the name of an application is missing');
  const once = new Map<string, string>();
  for (const name of chosen) if (!once.has(keyOf(name))) once.set(keyOf(name), name);
  return [...once.values()];
}

function keyOf(name: string): string {
  const slash = name.indexOf('/');
  return slash < 0 ? appKey(name) : appKey(name.slice(slash + 1), name.slice(0, slash));
}
