// SPDX-License-Identifier: MIT
// A client that knows standard input and output only signs in through mcp-remote:
//   node mcp-remote-oauth-client.mjs <url> <user> <password> <folder>
// The folder is empty: nothing is known of the server. The browser that mcp-remote opens is a script that hands the address over.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { signIn } from './browser.mjs';

const [url, user, password, folder] = process.argv.slice(2);
const opened = join(folder, 'opened');
const program = join(folder, 'browser');
writeFileSync(program, `#!/bin/sh\nprintf %s "$1" > ${opened}.new && mv ${opened}.new ${opened}\n`, { mode: 0o755 });

const client = new Client({ name: 'test', version: '1' });
const proxy = new StdioClientTransport({
  command: 'mcp-remote',
  args: [url, '--allow-http', '--transport', 'http-only', '--host', '127.0.0.1'],
  env: { ...process.env, BROWSER: program, MCP_REMOTE_CONFIG_DIR: join(folder, 'auth') },
});
const browser = (async () => {
  while (!existsSync(opened)) await new Promise((later) => setTimeout(later, 100));
  const back = await signIn(new URL(readFileSync(opened, 'utf8')), user, password);
  assert.equal((await fetch(back)).status, 200);
})();
await Promise.all([client.connect(proxy), browser]);
const listed = await client.callTool({ name: 'imap_list_emails', arguments: {} });
assert.ok(JSON.stringify(listed).includes('Conformance'), JSON.stringify(listed));
await client.close();
console.log('ok');
process.exit(0);
