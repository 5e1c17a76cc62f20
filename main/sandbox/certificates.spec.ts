import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCertificates } from './certificates.ts';

describe('certificates', () => {
  const now = Date.parse('2026-06-01T00:00:00Z');
  const made = makeCertificates('argosy-sandbox-test', now);
  const authority = new X509Certificate(made.authority.certificate);
  const server = new X509Certificate(made.server.certificate);

  it('are signed by their authority, for this machine only', () => {
    expect(authority.ca).toBe(true);
    expect(server.ca).toBe(false);
    expect(server.checkIssued(authority)).toBe(true);
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(server.checkHost('localhost')).toBe('localhost');
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkHost('example.com')).toBeUndefined();
    expect(server.subject).toBe('CN=argosy-sandbox-test');
  });

  it('hold now and for two years', () => {
    expect(Date.parse(server.validFrom)).toBeLessThan(now);
    expect(Date.parse(server.validTo) - now).toBe(2 * 365 * 24 * 3600 * 1000);
    expect(server.serialNumber).not.toBe(
      new X509Certificate(makeCertificates('x', now).server.certificate).serialNumber,
    );
  });
});
