// SPDX-License-Identifier: MIT
// Draws docs/demo.svg, the picture of the README: a terminal with what the demo really answered.
//   ./mvnw -Pdemo            in one terminal
//   node src/test/docs/picture.mjs http://localhost:3000 > docs/demo.svg
const url = process.argv[2] ?? 'http://localhost:3000';
const WIDTH = 98; // characters

async function call(name, args) {
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'x-imap-user': 'alice@demo.example',
      'x-imap-pass': 'alice-demo',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  const result = (await response.json()).result;
  const text = result.content[0].text;
  if (result.isError) throw new Error(`${name}: ${text}`);
  lines.push({ kind: 'call', text: `mail ${name} '${JSON.stringify(args)}'` });
  return JSON.parse(text);
}

const lines = [];
const say = (text, kind = 'answer') => lines.push({ kind, text });
const person = address => address.replace(/ <.*/, '');

say('# What came back?', 'thought');
const bounced = (await call('imap_list_follow_ups', { kind: 'bounced' })).items[0];
say(`"${bounced.subject}" was ${bounced.why.split(' <')[0]}`);

say('# Newsletters belong into the archive. No: back again.', 'thought');
const moved = await call('imap_organize_emails', { query: 'from:weekly@cupping-table.example', action: 'archive' });
say(`${moved.status}: ${moved.done} mails are in ${moved.target}, undo ${moved.undo.slice(0, 12)}…`);
const back = await call('imap_undo', { undo: moved.undo });
lines.at(-1).text = `mail imap_undo '{"undo":"${moved.undo.slice(0, 12)}…"}'`;
say(`${back.status}: ${back.done} mails are in ${back.target}`);

say('# What do the labels cost?', 'thought');
const invoice = (await call('imap_search_emails', { query: 'subject:Faktura has:attachment' })).emails[0];
say(`${invoice.date.slice(0, 10)}  ${person(invoice.from)}  ${invoice.subject}`);
const pdf = await call('imap_read_attachment', { uid: invoice.uid, part: '2' });
say(`${pdf.name}: ${pdf.text.trim()}`);

say('# Bob asks whether we have lunch.', 'thought');
const lunch = (await call('imap_search_emails', { subject: 'Lunch today?' })).emails[0];
lines.pop();
const reply = await call('smtp_reply_email', { uid: lunch.uid, text: 'Gladly! 12:30 it is.' });
say(`not sent: a draft for ${reply.recipients[0]} waits for its user at`);
say(`${reply.confirm_url.replace(url, 'http://localhost:3000').slice(0, 60)}…`, 'link');

const escape = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const cut = text => (text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text);
const colours = { thought: '#8b949e', call: '#e6edf3', answer: '#7ee787', link: '#79c0ff' };
const LINE = 21;
const rows = lines.flatMap((line, i) => (line.kind === 'thought' && i > 0 ? [{ kind: 'gap', text: '' }, line] : [line]));
const height = 60 + rows.length * LINE;
const body = rows.map(({ kind, text }, i) => {
  const shown = kind === 'call' ? `$ ${text}` : text;
  return `<text x="20" y="${58 + i * LINE}" fill="${colours[kind] ?? '#fff'}" xml:space="preserve">${escape(cut(shown))}</text>`;
});
console.log(`<svg xmlns="http://www.w3.org/2000/svg" width="860" height="${height}" viewBox="0 0 860 ${height}" role="img"
  aria-label="The demo of mailbox-mcp in a terminal" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13.6">
<rect width="860" height="${height}" rx="8" fill="#0d1117"/>
<circle cx="22" cy="20" r="6" fill="#ff5f56"/><circle cx="42" cy="20" r="6" fill="#ffbd2e"/><circle cx="62" cy="20" r="6" fill="#27c93f"/>
${body.join('\n')}
</svg>`);
