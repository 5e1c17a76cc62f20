/** X.509 with node:crypto, which signs but writes no certificates: the few structures of DER that two certificates need. */

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

const OID = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  extendedKeyUsage: '551d25',
  subjectAltName: '551d11',
  subjectKeyIdentifier: '551d0e',
  authorityKeyIdentifier: '551d23',
  serverAuth: '2b06010505070301',
} as const;

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** A certificate authority of its own and a certificate for 127.0.0.1 and localhost that it has signed. `now` in milliseconds. */
export function makeCertificates(
  name: string,
  now: number,
): { readonly authority: Certificate; readonly server: Certificate } {
  const authorityKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const serverKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const authorityId = keyId(authorityKey.publicKey);
  const from = new Date(now - 3600_000);
  const until = new Date(now + 10 * YEAR_MS);
  const authority = certificate({
    subject: `${name} authority`,
    issuer: `${name} authority`,
    publicKey: authorityKey.publicKey,
    signer: authorityKey.privateKey,
    from,
    until,
    extensions: [
      extension(OID.basicConstraints, true, sequence(tlv(0x01, Buffer.from([0xff])))),
      extension(OID.keyUsage, true, tlv(0x03, Buffer.from([0x01, 0x06]))),
      extension(OID.subjectKeyIdentifier, false, tlv(0x04, authorityId)),
    ],
  });
  const server = certificate({
    subject: name,
    issuer: `${name} authority`,
    publicKey: serverKey.publicKey,
    signer: authorityKey.privateKey,
    from,
    // Longer lived server certificates are refused on macOS.
    until: new Date(now + 2 * YEAR_MS),
    extensions: [
      extension(OID.keyUsage, true, tlv(0x03, Buffer.from([0x07, 0x80]))),
      extension(OID.extendedKeyUsage, false, sequence(oid(OID.serverAuth))),
      extension(
        OID.subjectAltName,
        false,
        sequence(tlv(0x82, Buffer.from('localhost')), tlv(0x87, Buffer.from([127, 0, 0, 1]))),
      ),
      extension(OID.authorityKeyIdentifier, false, sequence(tlv(0x80, authorityId))),
    ],
  });
  return {
    authority: {
      certificate: authority,
      key: authorityKey.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    },
    server: { certificate: server, key: serverKey.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string },
  };
}

interface CertificateParts {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly from: Date;
  readonly until: Date;
  readonly extensions: readonly Buffer[];
}

function certificate(parts: CertificateParts): string {
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const serial = randomBytes(16);
  serial[0]! &= 0x7f;
  serial[0]! |= 0x40;
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, serial),
    algorithm,
    nameOf(parts.issuer),
    sequence(time(parts.from), time(parts.until)),
    nameOf(parts.subject),
    parts.publicKey.export({ type: 'spki', format: 'der' }) as Buffer,
    tlv(0xa3, sequence(...parts.extensions)),
  );
  const signature = sign('sha256', body, parts.signer);
  const whole = sequence(body, algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function keyId(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }) as Buffer)
    .digest();
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [tlv(0x01, Buffer.from([0xff]))] : []), tlv(0x04, value));
}

function nameOf(text: string): Buffer {
  return sequence(tlv(0x31, sequence(oid(OID.commonName), tlv(0x0c, Buffer.from(text)))));
}

/** UTCTime until 2049, GeneralizedTime after it. */
function time(date: Date): Buffer {
  const text = `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(text.slice(2))) : tlv(0x18, Buffer.from(text));
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
