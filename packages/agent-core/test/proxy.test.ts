/** Which proxy leads to a server, by settings and environment. */
import { describe, expect, test } from 'vitest';
import { isBypassed, type ProxySettings, proxyFor } from '../src/node/index.ts';

const https = new URL('https://sekisho.example.com:8443');
const system: ProxySettings = { mode: 'system' };

describe('proxy', () => {
  test.each<[string, ProxySettings, Record<string, string>, string | null]>([
    ['nothing said', system, {}, null],
    ['the environment', system, { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
    ['lower case first', system, { https_proxy: 'http://low:1', HTTPS_PROXY: 'http://up:1' }, 'http://low:1/'],
    ['for everything', system, { ALL_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
    ['another protocol', system, { HTTP_PROXY: 'http://proxy:3128' }, null],
    ['empty', system, { HTTPS_PROXY: '' }, null],
    ['bypassed', system, { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.example.com' }, null],
    ['none by settings', { mode: 'none' }, { HTTPS_PROXY: 'http://proxy:3128' }, null],
    [
      'manual',
      { mode: 'manual', url: 'http://own:8080', bypass: '' },
      { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '*' },
      'http://own:8080/',
    ],
    ['manual, bypassed', { mode: 'manual', url: 'http://own:8080', bypass: 'sekisho.example.com' }, {}, null],
  ])('%s', (_what, settings, environment, expected) => {
    expect(proxyFor(https, settings, environment)?.href ?? null).toBe(expected);
  });

  test.each(['socks5://proxy:1080', 'http://'])('%s is refused, not gone around', (url) => {
    expect(() => proxyFor(https, { mode: 'manual', url, bypass: '' }, {})).toThrow();
  });
});

test.each<[string, string, boolean]>([
  ['https://example.com', 'example.com', true],
  ['https://a.example.com', 'example.com', true],
  ['https://a.example.com', '.example.com', true],
  ['https://a.example.com', '*.example.com', true],
  ['https://badexample.com', 'example.com', false],
  ['https://EXAMPLE.com', 'Example.COM', true],
  ['https://example.com', 'other.org, example.com', true],
  ['https://example.com', 'other.org example.com', true],
  ['https://example.com', '', false],
  ['https://example.com', ',, ,', false],
  ['https://example.com', '*', true],
  ['https://example.com', '.', false],
  ['https://example.com:8443', 'example.com:8443', true],
  ['https://example.com', 'example.com:8443', false],
  ['https://example.com', 'example.com:443', true],
  ['http://example.com', 'example.com:80', true],
  ['https://10.1.2.3', '10.0.0.0/8', true],
  ['https://11.1.2.3', '10.0.0.0/8', false],
  ['https://10.1.2.3', '10.1.2.3', true],
  ['https://10.1.2.3:8443', '10.1.2.3:8443', true],
  ['https://10.1.2.3', '2.3', false],
  ['https://10.1.2.3', '10.0.0.0/33', false],
  ['https://10.1.2.3', '10.0.0.0/x', false],
  ['https://[fd00::1]', 'fd00::1', true],
  ['https://[fd00::1]', '[fd00::1]', true],
  ['https://[fd00::1]:8443', '[fd00::1]:8443', true],
  ['https://[fd00::1]', '[fd00::1]:8443', false],
  ['https://[fd00::1]', 'fd00::/8', true],
  ['https://[fd00::1]', '10.0.0.0/8', false],
])('%s with NO_PROXY=%j is bypassed: %j', (server, bypass, expected) => {
  expect(isBypassed(new URL(server), bypass)).toBe(expected);
});
