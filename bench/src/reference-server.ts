/** The reference: a bare HTTP server that reads the same body and answers as many bytes, and does nothing else. Prints its port. */
import { createServer } from 'node:http';

const answer = JSON.stringify({ serverTime: 0, body: 'x'.repeat(120), seal: 'y'.repeat(43) });
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) };
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, headers).end(answer));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`port ${typeof address === 'object' && address !== null ? address.port : 0}`);
});
