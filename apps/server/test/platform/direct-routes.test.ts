/** Routes answered without Fastify: whoever asks cannot tell by which way the answer came. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Platform } from '@sekisho/server/platform/feature';
import { defineDirectRoute } from '@sekisho/server/platform/http/route';
import { SekishoError } from '@sekisho/server/platform/sekisho-error';
import type { Assembly } from '@sekisho/server/platform/server';
import { type InProcessServer, startInProcess } from '@sekisho/testkit/in-process-server';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const Question = Type.Object({ text: Type.String({ maxLength: 400 }), count: Type.Optional(Type.Integer()) });
const Answer = Type.Object({ text: Type.String(), language: Type.String(), agent: Type.String() });
/** By which way each call came. */
const ways: string[] = [];
const held = { asked: Promise.withResolvers<void>(), released: Promise.withResolvers<void>() };

async function handle(text: string): Promise<void> {
  if (text === 'gone') throw new SekishoError('device-not-found');
  if (text === 'busy') throw new SekishoError('too-many-requests', { retryAfterSeconds: 7 });
  if (text === 'bug') throw new Error('secret detail');
  if (text === 'held') {
    held.asked.resolve();
    await held.released.promise;
  }
}

function assemble(_platform: Platform): Assembly {
  const echo = defineDirectRoute({
    method: 'POST',
    path: '/device/v1/echo',
    operationId: 'echo',
    summary: 'Says it again',
    access: { public: 'of no interest to anybody, a test' },
    schema: { body: Question, response: { 200: Answer } },
    bodyLimitBytes: 1_000,
    handler: async (context) => {
      ways.push('request' in context ? 'fastify' : 'direct');
      const { text } = context.body;
      await handle(text);
      const agent = context.headers['user-agent'] ?? '';
      return { text: text === 'wrong' ? (1 as unknown as string) : text, language: context.language, agent };
    },
  });
  return { authenticate: async () => null, features: [{ name: 'echo', routes: [echo] }] };
}

let server: InProcessServer;
beforeAll(async () => {
  server = await startInProcess({ assemble });
});
afterAll(() => server.dispose());

async function ask(body: string, contentType: string, headers: Record<string, string> = {}) {
  ways.length = 0;
  const response = await fetch(`${server.url}/device/v1/echo`, {
    method: 'POST',
    headers: { 'content-type': contentType, 'user-agent': 'an agent', ...headers },
    body,
  });
  const requestId = response.headers.get('x-request-id');
  const left = { ...Object.fromEntries(response.headers), date: '', 'x-request-id': '' };
  const answer = (await response.json()) as Record<string, unknown>;
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  if ('requestId' in answer) expect(answer['requestId']).toBe(requestId);
  return { status: response.status, headers: left, answer: { ...answer, requestId: undefined } };
}

const say = (text: string) => JSON.stringify({ text });

describe('a direct route', () => {
  test.each([
    { what: 'an answer', body: say('hello'), status: 200 },
    { what: 'an answer in Japanese', body: say('関所'), status: 200 },
    { what: 'a body of many pieces', body: `{"text":"many"${' '.repeat(900)}}`, status: 200 },
    { what: 'unknown fields', body: '{"text":"hello","newer":[1]}', status: 200 },
    { what: 'text for a number', body: '{"text":"hello","count":"1"}', status: 400 },
    { what: 'a field too few', body: '{}', status: 400 },
    { what: 'no JSON', body: '{', status: 400 },
    { what: 'a NUL character', body: '{"text":"\\u0000"}', status: 400 },
    { what: 'too deep a body', body: `{"text":${'['.repeat(40)}${']'.repeat(40)}}`, status: 400 },
    { what: 'a prototype', body: '{"__proto__":{},"text":"hello"}', status: 400 },
    { what: 'a refusal', body: say('gone'), status: 404 },
    { what: 'a refusal that says when to come again', body: say('busy'), status: 429 },
    { what: 'a fault', body: say('bug'), status: 500 },
    { what: 'an answer that breaks its promise', body: say('wrong'), status: 500 },
    { what: 'too long a body', body: say('x'.repeat(1_001)), status: 413 },
  ])('answers $what as Fastify would, in either language', async ({ body, status }) => {
    for (const language of ['ja', 'en']) {
      const headers = { 'accept-language': language };
      const plain = await ask(body, 'application/json', headers);
      const plainWays = [...ways];
      const negotiated = await ask(body, 'application/json; charset=utf-8', headers);
      expect(plain).toEqual(negotiated);
      expect(plain.status).toBe(status);
      expect(JSON.stringify(plain)).not.toContain('secret detail');
      expect([plainWays, ways]).toEqual(plainWays.length === 0 ? [[], []] : [['direct'], ['fastify']]);
    }
  });

  test('leaves other methods, addresses and kinds of body to the rest', async () => {
    const at = `${server.url}/device/v1/echo`;
    const wrongMethod = await fetch(at);
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await ask(say('hello'), 'text/plain')).status).toBe(415);
    const query = await fetch(`${at}?x=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: say('hello'),
    });
    expect([query.status, ways.pop()]).toEqual([200, 'fastify']);
  });

  test('is counted like every other', async () => {
    await ask(say('hello'), 'application/json');
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(
      /sekisho_http_request_duration_seconds_count\{method="POST",route="\/device\/v1\/echo",status="200"\} [1-9]/,
    );
  });

  test('survives callers who leave in the middle of their body, and while they wait', async () => {
    const address = new URL(server.url);
    const head = (length: number) =>
      `POST /device/v1/echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
    const halfway = connect(Number(address.port), address.hostname);
    halfway.write(`${head(100)}{"text"`);
    await once(halfway, 'connect');
    halfway.destroy();
    const waiting = connect(Number(address.port), address.hostname);
    waiting.write(`${head(say('held').length)}${say('held')}`);
    await held.asked.promise;
    waiting.destroy();
    await once(waiting, 'close');
    held.released.resolve();
    expect((await ask(say('hello'), 'application/json')).status).toBe(200);
  });
});
