/** The origin of the pages: a scheme of our own, so that no file and no web page shares it. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'argosy';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

/** Longest address that anything here looks at. */
const LONGEST = 8192;

/** An address of the pages, parsed; undefined for every other one. */
export function parseAppAddress(address: string): URL | undefined {
  if (address.length > LONGEST) return undefined;
  const url = URL.parse(address);
  if (url === null || url.protocol !== `${APP_SCHEME}:` || url.host !== APP_HOST) return undefined;
  return url.username === '' && url.password === '' ? url : undefined;
}

/** The address of a route of the pages. A route begins with one slash: two would name another host. */
export function pageAddress(route: string): string {
  if (!isRoute(route)) throw new TypeError(`not a route: ${JSON.stringify(route.slice(0, 100))}`);
  return `${APP_ORIGIN}${route}`;
}

export function isRoute(route: string): boolean {
  return /^\/(?![/\\])[^\p{Cc}\\\s]{0,4095}$/u.test(route);
}
