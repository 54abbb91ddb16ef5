// SPDX-License-Identifier: MIT
// A client that knows standard input and output only, through mcp-remote: node mcp-remote-client.mjs <url> <user> <password> <number of tools>
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const [url, user, password, tools] = process.argv.slice(2);
const client = new Client({ name: 'test', version: '1' });
const proxy = new StdioClientTransport({
  command: 'mcp-remote',
  args: [url, '--allow-http', '--transport', 'http-only', '--header', `x-imap-user:${user}`, '--header', `x-imap-pass:${password}`],
  env: { ...process.env },
});
await client.connect(proxy);
assert.equal((await client.listTools()).tools.length, Number(tools));
const listed = await client.callTool({ name: 'imap_list_emails', arguments: { folder: 'Grüße' } });
assert.equal(listed.structuredContent.total, 1, JSON.stringify(listed));
await client.close();
console.log('ok');
