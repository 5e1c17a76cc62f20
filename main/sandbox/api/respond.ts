import type { ServerResponse } from 'node:http';
import type { StatusError } from './status-error.ts';

export function sendJson(response: ServerResponse, code: number, value: object): void {
  send(response, code, JSON.stringify(value), 'application/json');
}

export function send(response: ServerResponse, code: number, text: string, type: string): void {
  response.statusCode = code;
  response.setHeader('content-type', type);
  response.setHeader('cache-control', 'no-cache, private');
  response.end(text);
}

export function notFoundPage(response: ServerResponse): void {
  send(response, 404, '404 page not found\n', 'text/plain; charset=utf-8');
}

export function sendStatus(response: ServerResponse, error: StatusError): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  if (error.details?.retryAfterSeconds !== undefined)
    response.setHeader('retry-after', String(error.details.retryAfterSeconds));
  sendJson(response, error.code, error.body());
}

export function warn(response: ServerResponse, warnings: readonly string[]): void {
  if (warnings.length === 0) return;
  const before = response.getHeader('warning');
  const lines = warnings
    .slice(0, 20)
    .map((text) => `299 - ${JSON.stringify(text.replace(/[^\x20-\x7e]/g, '?').slice(0, 256))}`);
  response.setHeader('warning', [...(Array.isArray(before) ? before : []), ...lines]);
}
