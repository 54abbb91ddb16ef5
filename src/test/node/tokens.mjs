// SPDX-License-Identifier: MIT
// Credentials tokens by Node's crypto alone, written from the description in Sealer and TokenContent. One JSON object a
// line on standard input, {key, keyId, audience, token} to open or {key, keyId, audience, fields} to seal; the answer is
// {fields} or {token}. Fields are [tag, hex] pairs.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { createInterface } from 'node:readline';

const PREFIX = 'mbx1';
const PURPOSE = 'cred';

const withLength = (bytes) => Buffer.concat([Buffer.from(Uint32Array.of(bytes.length).buffer).swap32(), bytes]);
const associated = (keyId, audience) =>
  Buffer.concat([PREFIX, keyId, audience, PURPOSE, ''].map((part) => withLength(Buffer.from(part))));
const derive = (key, salt) =>
  Buffer.from(hkdfSync('sha256', Buffer.from(key, 'hex'), salt, `mailbox-mcp/${PURPOSE}/v1`, 64));

function open({ key, keyId, audience, token }) {
  const [prefix, id, text] = token.split('.');
  const body = Buffer.from(text, 'base64url');
  const [salt, nonce, commitment] = [body.subarray(0, 16), body.subarray(16, 28), body.subarray(28, 60)];
  const derived = derive(key, salt);
  if (prefix !== PREFIX || id !== keyId || !timingSafeEqual(commitment, derived.subarray(32))) {
    throw new Error('another key');
  }
  const cipher = createDecipheriv('aes-256-gcm', derived.subarray(0, 32), nonce);
  cipher.setAAD(associated(keyId, audience));
  cipher.setAuthTag(body.subarray(-16));
  const plain = Buffer.concat([cipher.update(body.subarray(60, -16)), cipher.final()]);
  const fields = [];
  for (let at = 0; at < plain.length && plain[at] !== 0; ) {
    const length = plain.readUInt16BE(at + 1);
    fields.push([plain[at], plain.subarray(at + 3, at + 3 + length).toString('hex')]);
    at += 3 + length;
  }
  return { fields };
}

function seal({ key, keyId, audience, fields }) {
  const plain = Buffer.concat(
    fields.map(([tag, hex]) => {
      const value = Buffer.from(hex, 'hex');
      return Buffer.concat([Buffer.from([tag, value.length >> 8, value.length & 255]), value]);
    }),
  );
  const padded = Buffer.concat([plain, Buffer.alloc((256 - (plain.length % 256)) % 256)]);
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const derived = derive(key, salt);
  const cipher = createCipheriv('aes-256-gcm', derived.subarray(0, 32), nonce);
  cipher.setAAD(associated(keyId, audience));
  const sealed = Buffer.concat([cipher.update(padded), cipher.final()]);
  const body = Buffer.concat([salt, nonce, derived.subarray(32), sealed, cipher.getAuthTag()]);
  return { token: `${PREFIX}.${keyId}.${body.toString('base64url')}` };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(JSON.stringify(request.token ? open(request) : seal(request)));
}
