import { StatusError } from './status-error.ts';

export type Form =
  | { readonly as: 'object'; readonly type: string }
  | { readonly as: 'table'; readonly type: string }
  | { readonly as: 'metadata'; readonly type: string };

/** The first form of an Accept header that can be given. */
export function formOf(accept: string | undefined): Form {
  for (const entry of (accept ?? '*/*').split(',')) {
    const [type, ...parameters] = entry.split(';').map((part) => part.trim());
    if (type !== 'application/json' && type !== '*/*' && type !== 'application/*' && type !== '') continue;
    const given = new Map(parameters.map((parameter) => parameter.split('=', 2) as [string, string]));
    const as = given.get('as');
    if (as === undefined) return { as: 'object', type: 'application/json' };
    if (given.get('g') !== 'meta.k8s.io' || given.get('v') !== 'v1') continue;
    const full = `application/json;as=${as};v=v1;g=meta.k8s.io`;
    if (as === 'Table') return { as: 'table', type: 'application/json' };
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList')
      return { as: 'metadata', type: full.length > 0 ? 'application/json' : '' };
  }
  throw new StatusError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/yaml, application/json;as=Table;v=v1;g=meta.k8s.io',
  );
}
