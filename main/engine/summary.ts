import type { LiveResource } from '../cluster/index.ts';
import { type ApplicationStatus, imagesOf } from '../model/index.ts';
import { networkingInfoOf } from './networking-info.ts';
import type { Row } from './record.ts';

/** What one live object adds to the summary. */
interface Part {
  readonly images: readonly string[];
  readonly urls: readonly string[];
}

const NONE: Part = { images: [], urls: [] };

/** A live resource never changes: another version is another one. So each is parsed once, however often a status is built. */
const parts = new WeakMap<LiveResource, Part>();

/** `status.summary` of the objects that Git names (reference §5.2): distinct and sorted, what is empty left out. */
export function summaryOf(rows: Iterable<Pick<Row, 'ref' | 'live'>>): NonNullable<ApplicationStatus['summary']> {
  const images = new Set<string>();
  const urls = new Set<string>();
  let appOfApps = false;
  for (const { ref, live } of rows) {
    if (ref.group === 'argoproj.io' && ref.kind === 'Application') appOfApps = true;
    const part = live?.whole === true ? partOf(live) : NONE;
    for (const image of part.images) images.add(image);
    for (const url of part.urls) urls.add(url);
  }
  return {
    ...(urls.size > 0 ? { externalURLs: [...urls].sort() } : {}),
    ...(images.size > 0 ? { images: [...images].sort() } : {}),
    ...(appOfApps ? { isAppOfApps: true } : {}),
  };
}

function partOf(live: LiveResource): Part {
  const known = parts.get(live);
  if (known !== undefined) return known;
  const object = live.object();
  const images = imagesOf(object);
  // As Argo CD writes them: a link with a name is `Name|https://…`.
  const urls = (networkingInfoOf(object)?.externalUrls ?? []).map(({ title, url }) =>
    title === '' ? url : `${title}|${url}`,
  );
  const part = images.length + urls.length === 0 ? NONE : { images, urls };
  parts.set(live, part);
  return part;
}
