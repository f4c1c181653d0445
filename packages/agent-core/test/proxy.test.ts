/** Which proxies lead to a server, by settings and environment. */
import { describe, expect, test } from 'vitest';
import { isBypassed, type ProxySettings, proxiesFor, proxyAt } from '../src/node/index.ts';

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
    const [address] = proxiesFor(https, settings, environment);
    expect(address === undefined ? null : proxyAt(address).href).toBe(expected);
  });

  const [ipv4, ipv6] = ['http://192.0.2.8:8080', 'http://[2001:db8::8]:8080'];
  test.each([
    ['a name', 'https://sekisho.example.com', ipv4, ipv6, '', [ipv4, ipv6]],
    ['an IPv4 address', 'https://192.0.2.1', ipv4, ipv6, '', [ipv4, ipv6]],
    ['an IPv6 address', 'https://[2001:db8::1]', ipv4, ipv6, '', [ipv6, ipv4]],
    ['one proxy alone', 'https://[2001:db8::1]', ipv4, undefined, '', [ipv4]],
    ['a blank one', 'https://sekisho.example.com', ipv4, '', '', [ipv4]],
    ['neither where the server is bypassed', 'https://sekisho.example.com', ipv4, ipv6, 'example.com', []],
  ])('one proxy for each family, to %s', (_what, server, url, urlIpv6, bypass, expected) => {
    const pair = urlIpv6 === undefined ? {} : { urlIpv6 };
    expect(proxiesFor(new URL(server), { mode: 'manual', url, bypass, ...pair }, {})).toEqual(expected);
  });

  test.each(['socks5://proxy:1080', 'http://'])('%s is refused, not gone around', (url) => {
    expect(() => proxyAt(url)).toThrow();
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
