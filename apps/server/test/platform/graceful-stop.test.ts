/** A stop answers what has been asked, takes nothing new, and calls everybody in order. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Feature } from '@sekisho/server/platform/feature';
import { defineRoute } from '@sekisho/server/platform/http/route';
import { startInProcess } from '@sekisho/testkit/in-process-server';
import { Type } from 'typebox';
import { expect, test } from 'vitest';

test('a request under way is answered, a new one is not taken, features stop in the opposite order, sockets end', async () => {
  const order: string[] = [];
  const asked = Promise.withResolvers<void>();
  const mayAnswer = Promise.withResolvers<void>();
  const upgraded = Promise.withResolvers<void>();
  const slow = defineRoute({
    method: 'GET',
    path: '/api/v1/slow',
    operationId: 'getSlow',
    summary: 'Takes its time',
    access: { public: 'a test, of no interest to anybody' },
    schema: { response: { 200: Type.Object({ done: Type.Boolean() }) } },
    handler: async () => {
      asked.resolve();
      await mayAnswer.promise;
      order.push('answered');
      return { done: true };
    },
  });
  const feature = (name: string): Feature => ({
    name,
    start: async () => void order.push(`${name} starts`),
    stop: async () => void order.push(`${name} stops`),
  });
  const server = await startInProcess({
    assemble: () => ({
      authenticate: async () => null,
      features: [
        {
          ...feature('first'),
          routes: [slow],
          upgrades: [
            {
              path: '/device/v1/live',
              handle: (_request, socket) => {
                socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
                upgraded.resolve();
              },
            },
          ],
        },
        { ...feature('second'), announce: async () => ['a line to read'] },
      ],
    }),
  });
  expect(server.announcements).toEqual(['a line to read', `Sekisho is ready: http://localhost:${server.ports.plain}`]);

  const agent = new Agent({ keepAlive: true });
  const answer = new Promise<string>((resolve, reject) => {
    const call = request(`${server.url}/api/v1/slow`, { agent }, (response) => {
      response.setEncoding('utf8').once('data', resolve);
    });
    call.once('error', reject).end();
  });
  const live = connect(server.ports.plain, '127.0.0.1');
  const liveEnds = once(live, 'close');
  live.resume().write('GET /device/v1/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  await Promise.all([asked.promise, upgraded.promise]);

  const stopped = server.dispose();
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  expect(order).toEqual(['first starts', 'second starts']);
  mayAnswer.resolve();
  expect(JSON.parse(await answer)).toEqual({ done: true });
  await stopped;
  await liveEnds;
  expect(order).toEqual(['first starts', 'second starts', 'answered', 'second stops', 'first stops']);
  agent.destroy();
});

test('a feature that does not start takes down what had started before it', async () => {
  const order: string[] = [];
  const starting = startInProcess({
    assemble: () => ({
      authenticate: async () => null,
      features: [
        { name: 'good', stop: async () => void order.push('good stops') },
        {
          name: 'bad',
          start: async () => {
            throw new Error('bad start');
          },
        },
      ],
    }),
  });
  await expect(starting).rejects.toThrow('bad start');
  expect(order).toEqual(['good stops']);
});
