// SPDX-License-Identifier: MIT
// Adds headers to requests, since the suite cannot: node header-proxy.mjs <origin> <name: value>...
// Passes everything else on as it is, Host too, and streams. Prints its port; ends with its standard input.
import http from 'node:http';

const [origin, ...added] = process.argv.slice(2);
const { hostname, port } = new URL(origin);
const extra = added.flatMap((header) => {
  const at = header.indexOf(':');
  return [header.slice(0, at), header.slice(at + 1).trim()];
});

const proxy = http.createServer({ keepAliveTimeout: 0 }, (request, response) => {
  const headers = [...request.rawHeaders, ...extra];
  const forwarded = http.request({ hostname, port, method: request.method, path: request.url, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  forwarded.on('error', () => response.destroy());
  response.on('close', () => forwarded.destroy());
  request.pipe(forwarded);
});
proxy.listen(0, '127.0.0.1', () => console.log(proxy.address().port));
process.stdin.resume().on('end', () => process.exit());
