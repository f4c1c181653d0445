/** The proxy of the system, as `scutil --proxy` tells it for the network in use. */
import type { SystemProxy } from '../any/machine-network.ts';
import type { Sources } from '../posix/sources.ts';

/** Values of the outermost dictionary, which stand two blanks in: those of single interfaces stand deeper. */
export function parseSystemProxy(text: string): SystemProxy {
  const value = (key: string) => new RegExp(`^ {2}${key} : (.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  if (value('ProxyAutoConfigEnable') === '1' || value('ProxyAutoDiscoveryEnable') === '1')
    return { environment: {}, script: true };
  const address = (protocol: 'HTTP' | 'HTTPS') => {
    const [host, port] = [value(`${protocol}Proxy`), value(`${protocol}Port`)];
    if (value(`${protocol}Enable`) !== '1' || host === '' || !/^[1-9]\d*$/.test(port)) return '';
    return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  };
  const list = /^ {2}ExceptionsList : <array> \{\n([\s\S]*?)\n {2}\}/m.exec(text)?.[1] ?? '';
  const exceptions = [...list.matchAll(/^\s+\d+ : (.+)$/gm)].map(([, each = '']) => wholeNetwork(each.trim()));
  return {
    environment: { https_proxy: address('HTTPS'), http_proxy: address('HTTP'), no_proxy: exceptions.join(',') },
    script: false,
  };
}

/** `169.254/16` is short for `169.254.0.0/16`. */
function wholeNetwork(exception: string): string {
  const [, start = '', prefix] = /^(\d+(?:\.\d+){0,2})\/(\d+)$/.exec(exception) ?? [];
  if (prefix === undefined) return exception;
  return `${[...start.split('.'), '0', '0', '0'].slice(0, 4).join('.')}/${prefix}`;
}

export async function readSystemProxy({ run }: Pick<Sources, 'run'>): Promise<SystemProxy> {
  return parseSystemProxy((await run('scutil', ['--proxy'])) ?? '');
}
