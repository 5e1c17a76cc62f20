import type { IncomingMessage } from 'node:http';
import type { WriteOptions } from '../operations/write-options.ts';
import { duplicateFields } from './body.ts';
import { invalid, unsupported } from './status-error.ts';

/** What the query of a request asks for. */

export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value === 'true' || value === '1';
}

export function dryRun(query: URLSearchParams, kind: string): boolean {
  const given = query.getAll('dryRun').filter((each) => each !== '');
  if (given.some((each) => each !== 'All')) {
    throw invalid({ group: 'meta.k8s.io', kind }, '', [unsupported('dryRun', given, ['All'])]);
  }
  return given.length > 0;
}

export function writeOptions(request: IncomingMessage, query: URLSearchParams, kind: string): WriteOptions {
  const validation = query.get('fieldValidation') || 'Warn';
  if (validation !== 'Strict' && validation !== 'Warn' && validation !== 'Ignore') {
    throw invalid({ group: 'meta.k8s.io', kind }, '', [
      unsupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']),
    ]);
  }
  const agent = String(request.headers['user-agent'] ?? '')
    .split('/', 1)[0]!
    .slice(0, 128);
  const manager = query.get('fieldManager') || agent;
  if (manager.length > 128)
    throw invalid({ group: 'meta.k8s.io', kind }, '', [
      { field: 'fieldManager', reason: 'FieldValueTooLong', message: 'Too long: may not be more than 128 bytes' },
    ]);
  return { manager, dryRun: dryRun(query, kind), validation };
}

export function duplicatesIn(text: string, options: WriteOptions): readonly string[] {
  return options.validation === 'Ignore' || text.trimStart()[0] !== '{' ? [] : duplicateFields(text);
}
