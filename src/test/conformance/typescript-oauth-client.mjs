// SPDX-License-Identifier: MIT
// The official client for TypeScript signs in:
//   node typescript-oauth-client.mjs <legacy|auto|modern> <url> <user> <password> [document] [key]
// From nothing to a read mail by dynamic registration, with a browser that is played here; then a refresh, and a step up to
// another scope. Fails where a result is not what a client may expect. With the URL of a metadata document the client is that one,
// and with a file of a private key (JWK, RS256) it signs its token requests.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Client, StreamableHTTPClientTransport, createPrivateKeyJwtAuth } from '@modelcontextprotocol/client';
import { signIn } from './browser.mjs';

const [era, url, user, password, document, key] = process.argv.slice(2);
const negotiation = {
  legacy: {},
  auto: { versionNegotiation: { mode: 'auto' } },
  modern: { versionNegotiation: { mode: { pin: '2026-07-28' } } },
}[era];

/** What a client keeps, and what its user does in the browser. */
class Provider {
  redirectUrl = 'http://127.0.0.1:33418/callback';
  clientMetadata = {
    client_name: 'TypeScript',
    redirect_uris: [this.redirectUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    scope: 'mail:read',
  };
  clientMetadataUrl = document;
  addClientAuthentication = key && createPrivateKeyJwtAuth({
    issuer: document, subject: document, alg: 'RS256', privateKey: JSON.parse(readFileSync(key, 'utf8')),
  });
  asked = [];
  state = () => 'a state';
  clientInformation = () => this.information;
  saveClientInformation = (information) => void (this.information = information);
  tokens = () => this.kept;
  saveTokens = (tokens) => void (this.kept = tokens);
  saveCodeVerifier = (verifier) => void (this.verifier = verifier);
  codeVerifier = () => this.verifier;
  saveDiscoveryState = (state) => void (this.discovered = state);
  discoveryState = () => this.discovered;
  async redirectToAuthorization(to) {
    this.asked.push(to.searchParams.get('scope'));
    if (this.asked.length === 1) to.searchParams.set('scope', 'mail:read'); // the client asks for all that there is
    this.callback = await signIn(to, user, password);
    assert.equal(this.callback.searchParams.get('state'), 'a state');
  }
}

const provider = new Provider();

/** Connects, or has the user sign in where that is wanted. */
async function connected() {
  for (let attempt = 0; attempt < 2; attempt++) {
    const client = new Client({ name: 'test', version: '1' }, { ...negotiation, capabilities: {} });
    const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: provider });
    try {
      await client.connect(transport);
      return { client, transport };
    } catch (error) {
      if (attempt > 0 || !provider.callback) throw error;
      await transport.finishAuth(provider.callback.searchParams);
    }
  }
}

let { client, transport } = await connected();
const list = { name: 'imap_list_emails', arguments: {} };
assert.ok(JSON.stringify(await client.callTool(list)).includes('Conformance'));
const tools = (await client.listTools()).tools;
assert.ok(tools.some((tool) => tool.name === 'smtp_send_email'));
assert.ok(tools.every((tool) => !('credentials' in tool.inputSchema.properties)));
assert.equal(provider.asked.length, 1);

// an access token that is over is refreshed without the user
const first = provider.kept.access_token;
provider.kept = { ...provider.kept, access_token: `${first.slice(0, -4)}AAAA` };
assert.ok(JSON.stringify(await client.callTool(list)).includes('Conformance'));
assert.notEqual(provider.kept.access_token, first);
assert.equal(provider.asked.length, 1);

// what was not asked for takes the user once more
const send = { name: 'smtp_send_email', arguments: { to: [user], subject: 'Stepped up', text: 'text' } };
await client.callTool(send).then(
  () => assert.fail('a mail was sent without a scope for it'),
  () => {},
);
assert.equal(provider.asked.length, 2);
assert.match(provider.asked[1], /mail:send/);
await transport.finishAuth(provider.callback.searchParams);
assert.match(provider.kept.scope, /mail:send/);
const sent = await client.callTool(send);
assert.ok(!sent.isError, JSON.stringify(sent));
if (document) assert.equal(provider.information.client_id, document);
await client.close();
console.log('ok', provider.asked);
