// SPDX-License-Identifier: MIT
// The official client for TypeScript: node typescript-client.mjs <legacy|auto|modern> <product|fixtures|accept|decline|cancel> <url> <user>
// <password> [number of tools | recipient]; product takes the first, the last three send a mail to the recipient, and give that
// answer when they are asked
// Fails where a result is not what a client may expect.
import assert from 'node:assert/strict';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const [era, job, url, user, password, tools, recipient = tools] = process.argv.slice(2);
const negotiation = {
  legacy: {},
  auto: { versionNegotiation: { mode: 'auto' } },
  modern: { versionNegotiation: { mode: { pin: '2026-07-28' } } },
}[era];

const client = new Client(
  { name: 'test', version: '1' },
  { ...negotiation, capabilities: { elicitation: { form: {} }, sampling: {}, roots: {} } },
);
const questions = [];
client.setRequestHandler('elicitation/create', async (request) => {
  questions.push(request.params.message);
  if (job !== 'product' && job !== 'fixtures') {
    return { action: job, content: {} };
  }
  return { action: 'accept', content: { name: 'Ana', ok: true } };
});
const headers = { 'x-imap-user': user, 'x-imap-pass': password };
const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });

await client.connect(transport);
assert.equal(client.getNegotiatedProtocolVersion(), era === 'legacy' ? '2025-11-25' : '2026-07-28');
assert.equal(transport.sessionId !== undefined, era === 'legacy');
await ({ product, fixtures }[job] ?? send)();
await client.close();
console.log('ok');

async function product() {
  assert.equal((await client.listTools()).tools.length, Number(tools));
  const found = await client.callTool({
    name: 'imap_search_emails',
    arguments: { folder: 'Grüße', subject: 'Conformance' },
  });
  assert.equal(found.structuredContent.total, 1, JSON.stringify(found));
  const { resources } = await client.listResources();
  const folder = resources.find((resource) => resource.name === 'Grüße');
  const { contents } = await client.readResource({ uri: folder.uri });
  const listed = JSON.parse(contents[0].text);
  const uri = `${folder.uri.replace('folder', 'message')}/${listed.uidvalidity}/${listed.newest[0].uid}`;
  const message = await client.readResource({ uri });
  assert.match(message.contents[0].text, /Subject: Conformance\n/);
  const completed = await client.complete({
    ref: { type: 'ref/prompt', name: 'triage_inbox' },
    argument: { name: 'folder', value: 'Gr' },
  });
  assert.deepEqual(completed.completion.values, ['Grüße']);
  const prompt = await client.getPrompt({ name: 'triage_inbox', arguments: { folder: 'Grüße' } });
  assert.match(prompt.messages[0].content.text, /"Grüße"/);
  // the client gives both eras' codes of this as one
  await assert.rejects(client.readResource({ uri: 'mail://folder/none' }), { code: -32602 });
  await assert.rejects(client.callTool({ name: 'none', arguments: {} }), { code: -32602 });
}

async function send() {
  const result = await client.callTool({
    name: 'smtp_send_email',
    arguments: { to: [recipient], subject: 'Asked', text: `In the ${era} era: ${job}` },
  });
  assert.equal(questions.length, 1);
  assert.match(questions[0], new RegExp(`^1\\. ${recipient}$`, 'm'));
  if (job === 'accept') {
    assert.equal(result.structuredContent.status, 'sent', JSON.stringify(result));
  } else {
    assert.equal(result.isError, true);
    assert.match(result.content[0].text, /^NOT_ALLOWED: not sent: the user did not confirm/);
  }
}

async function fixtures() {
  const progress = [];
  await client.callTool(
    { name: 'test_tool_with_progress', arguments: {} },
    { onprogress: (notification) => progress.push(notification.progress) },
  );
  assert.deepEqual(progress, [0, 50, 100]);
  const greeting = await client.callTool({ name: 'test_input_required_result_elicitation', arguments: {} });
  assert.equal(greeting.content[0].text, 'Hello, Ana!');
  assert.deepEqual(questions, ['What is your name?']);
  if (era !== 'legacy') {
    const changed = new Promise((resolve) => client.setNotificationHandler('notifications/tools/list_changed', resolve));
    const subscription = await client.listen({ toolsListChanged: true });
    await client.callTool({ name: 'test_trigger_tool_change', arguments: {} });
    await changed;
    await subscription.close();
  }
}
