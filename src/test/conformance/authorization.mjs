// SPDX-License-Identifier: MIT
// The conformance suite's command for authorization servers: node authorization.mjs <server> <user> <password> <port>
// Registers a client, starts the command, and is the user's browser for the address that it prints.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { signIn } from './browser.mjs';

const [server, user, password, port] = process.argv.slice(2);
const registration = await fetch(`${server}/oauth/register`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ client_name: 'conformance', redirect_uris: [`http://127.0.0.1:${port}/callback`] }),
});
assert.equal(registration.status, 201);
const { client_id: id } = await registration.json();
const suite = spawn(
  process.execPath,
  ['node_modules/@modelcontextprotocol/conformance/dist/index.js', 'authorization', '--url', `${server}/oauth`,
    '--client-id', id, '--resource', `${server}/oauth/mcp`, '-p', port],
  { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
);
let output = '';
let signedIn = false;
suite.stdout.on('data', (text) => {
  output += text;
  const address = output.match(/^(http\S+\/oauth\/authorize\?\S+)\s*$/m);
  if (address && output.includes('Callback server started') && !signedIn) {
    signedIn = true;
    signIn(new URL(address[1]), user, password).then((back) => fetch(back));
  }
});
suite.on('exit', (code) => {
  console.log(output);
  process.exit(code);
});
