import { parseAppAddress } from './app-address.ts';

/** What is served for an address of the pages. `parts` are path segments below the folder of the built pages. */
export type PageTarget =
  | { readonly kind: 'page' }
  | { readonly kind: 'file'; readonly parts: readonly string[] }
  | { readonly kind: 'refused'; readonly status: 400 | 404 | 405 };

/** A name that the build gives: no dot in front, nothing that any file system reads in another way. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}$/;

/**
 * Which file an address may name. Only addresses below /assets/ name files, and only by names that the build gives; every other
 * address is the page, whose own routes decide. So no address can be made into a path that leaves the folder.
 */
export function targetOf(method: string, address: string): PageTarget {
  if (method !== 'GET' && method !== 'HEAD') return { kind: 'refused', status: 405 };
  const url = parseAppAddress(address);
  if (!url) return { kind: 'refused', status: 400 };
  if (!url.pathname.startsWith('/assets/')) return { kind: 'page' };
  const parts = url.pathname.slice(1).split('/');
  if (parts.length > 8 || !parts.every((part) => NAME.test(part))) return { kind: 'refused', status: 404 };
  return { kind: 'file', parts };
}
