import type { Output, Row } from '../../../preload/contract/index.ts';
import type { HealedObject } from '../../changes/index.ts';

type Reason = Output<'app.reasons'>['items'][number];

/** What a card offers to do about its application, besides showing it. */
export type Offer = { readonly do: 'heal'; readonly object: HealedObject } | { readonly do: 'sync' };

/** What helps against the worst reason. undefined: nothing that could be done from here without a closer look. */
export function offerOf(row: Row<'applications'>, reasons: readonly Reason[]): Offer | undefined {
  if (row.sync !== 'OutOfSync' || row.operation === 'Running' || row.deleting) return undefined;
  for (const { actions } of reasons) {
    for (const action of actions) {
      if (action.kind === 'heal') {
        const object = objectOf(action['key']);
        if (object !== undefined) return { do: 'heal', object };
      }
      // What would be pruned is looked at on the application's own page.
      if (action.kind === 'sync') return action['prune'] === true ? undefined : { do: 'sync' };
    }
  }
  return { do: 'sync' };
}

/** `group/Kind/namespace/name`. */
function objectOf(key: unknown): HealedObject | undefined {
  if (typeof key !== 'string') return undefined;
  const parts = key.split('/');
  const [group = '', kind = '', namespace = '', name = ''] = parts;
  if (parts.length !== 4 || kind === '' || name === '') return undefined;
  return { group, kind, name, ...(namespace === '' ? {} : { namespace }) };
}

const COMMIT = /\b([0-9a-f]{7})[0-9a-f]{33}\b/g;
const FIRST = 110;
const LAST = 230;

/** A sentence for a card. Servers say last what is wrong, after who says it about what: the end is never what is cut. */
export function sentenceOf(text: string): string {
  const short = text.replace(COMMIT, '$1');
  return short.length <= FIRST + LAST
    ? short
    : `${short.slice(0, FIRST).trimEnd()} … ${short.slice(-LAST).trimStart()}`;
}
