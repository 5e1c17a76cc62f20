/** What a request says about the version of the data that it wants. */

import { type FieldFault, forbiddenField, invalid, unsupported } from './status-error.ts';

/** A resourceVersion as a number, or what is wrong with it. */
export function parsedRevision(text: string): number | string {
  const revision = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(revision)) return revision;
  const quoted = JSON.stringify(text);
  return `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`;
}

/** Throws what a real server refuses of the options of a list or a watch, before it looks at any data. */
export function checkRevisionOptions(query: URLSearchParams, watching: boolean): void {
  const faults = faultsOf(query, watching);
  if (faults.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', faults);
}

function faultsOf(query: URLSearchParams, watching: boolean): readonly FieldFault[] {
  const match = query.get('resourceVersionMatch') ?? '';
  const revision = query.get('resourceVersion') ?? '';
  const initial = query.get('sendInitialEvents') ?? '';
  const refused = (why: string) => forbiddenField('resourceVersionMatch', why);
  if (initial !== '') {
    if (!watching) return [forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list')];
    return match === 'NotOlderThan'
      ? []
      : [refused('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')];
  }
  if (match === '') return [];
  if (watching) return [refused('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')];
  const faults: FieldFault[] = [];
  if (revision === '') faults.push(refused('resourceVersionMatch is forbidden unless resourceVersion is provided'));
  if ((query.get('continue') ?? '') !== '')
    faults.push(refused('resourceVersionMatch is forbidden when continue is provided'));
  if (match !== 'Exact' && match !== 'NotOlderThan')
    faults.push(unsupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', '']));
  if (match === 'Exact' && revision === '0')
    faults.push(refused('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  return faults;
}
