import { expect, it } from 'vitest';
import { isLocked } from './ssh.ts';

it('sees that an old key is protected', () => {
  expect(isLocked('-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n')).toBe(true);
  expect(isLocked('-----BEGIN ENCRYPTED PRIVATE KEY-----\nx')).toBe(true);
  expect(isLocked('-----BEGIN RSA PRIVATE KEY-----\nMII')).toBe(false);
  expect(isLocked('')).toBe(false);
});

it('sees that an OpenSSH key is protected by the name of its cipher', () => {
  const key = (cipher: string) => {
    const name = Buffer.from(cipher);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(name.length);
    const bytes = Buffer.concat([Buffer.from('openssh-key-v1\0'), length, name, Buffer.alloc(40)]);
    return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
  };
  expect(isLocked(key('none'))).toBe(false);
  expect(isLocked(key('aes256-ctr'))).toBe(true);
});
