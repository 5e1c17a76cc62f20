/** The scheme that other programs open: `argosy://app/<namespace>/<name>`. */
export const LINK_SCHEME = 'argosy';

/** RFC 1123, as Kubernetes has it: a namespace is a label, the name of an object a subdomain. */
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(?:\\.${LABEL})*`;
const APPLICATION = new RegExp(`^argosy://app/(${LABEL})/(${SUBDOMAIN})/?$`);
const LONGEST = 400;

/**
 * The route that a deep link leads to; undefined for anything else. Any web page can open one, so it only ever shows something:
 * no query, no fragment, no escapes, no action.
 */
export function routeOfDeepLink(link: string): string | undefined {
  if (link.length > LONGEST) return undefined;
  const match = APPLICATION.exec(link);
  if (!match) return undefined;
  const [, namespace, name] = match;
  return name!.length <= 253 ? `/apps/${namespace}/${name}` : undefined;
}

/** The first deep link among the arguments of a process: how Windows and Linux pass it. */
export function deepLinkAmong(argv: readonly string[]): string | undefined {
  return argv.find((argument) => routeOfDeepLink(argument) !== undefined);
}
