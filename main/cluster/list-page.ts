import { scanArray, scannedString, scanObject } from './json-scan.ts';

/** One page of a list: its items as the bytes that came, unparsed. */
export interface ListPage {
  readonly resourceVersion: string;
  /** '' on the last page. */
  readonly continueToken: string;
  readonly items: readonly Buffer[];
}

export function parseListPage(body: Buffer): ListPage {
  let resourceVersion = '';
  let continueToken = '';
  const items: Buffer[] = [];
  scanObject(body, 0, (name, start, end) => {
    if (name === 'metadata') {
      scanObject(body, start, (field, from, to) => {
        if (field === 'resourceVersion') resourceVersion = scannedString(body, from, to) ?? '';
        else if (field === 'continue') continueToken = scannedString(body, from, to) ?? '';
      });
    } else if (name === 'items' && end - start > 4) {
      scanArray(body, start, (from, to) => items.push(body.subarray(from, to))); // `null` when the list is empty
    }
  });
  return { resourceVersion, continueToken, items };
}
