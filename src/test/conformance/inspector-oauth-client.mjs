// SPDX-License-Identifier: MIT
// The Inspector's command line signs in and lists mails: node inspector-oauth-client.mjs <url> <user> <password> <folder>
// The folder is empty: nothing is known of the server. It prints the address that a browser is to open.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { signIn } from './browser.mjs';

const [url, user, password, folder] = process.argv.slice(2);
const inspector = spawn(
  'mcp-inspector',
  ['--cli', url, '--transport', 'http', '--method', 'tools/call', '--tool-name', 'imap_list_emails'],
  { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: folder, MCP_AUTO_OPEN_ENABLED: 'true', BROWSER: '/bin/true' } },
);
let output = '';
let signedIn;
const hear = (text) => {
  output += text;
  const address = output.match(/(http\S+\/authorize\?\S+)/);
  if (address && !signedIn) signedIn = signIn(new URL(address[1]), user, password).then((back) => fetch(back));
};
inspector.stdout.on('data', hear);
inspector.stderr.on('data', hear);
inspector.on('exit', async (code) => {
  assert.ok(signedIn, output);
  await signedIn;
  assert.equal(code, 0, output);
  assert.ok(output.includes('Conformance'), output);
  console.log('ok');
});
