/** What watches the service: the guide names every figure of a real server, rules and dashboard use no other, and each alert fires in its case. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const docs = join(import.meta.dirname, '../docs');
const read = (...path: string[]) => readFileSync(join(docs, ...path), 'utf8');
/** Told only where a list is read from a replica. */
const withReplica = 'sekisho_list_reads_total';

let server: ServerProcess;
let kinds: ReadonlyMap<string, string>;
beforeAll(async () => {
  server = await startServer({ workers: 2 });
  const text = await (await fetch(`${server.url}/metrics`)).text();
  kinds = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']));
});
afterAll(() => server.dispose());

/** Names that an expression asks for which the server does not have; of a histogram its parts. */
function unknownIn(expression: string): string[] {
  const names = expression.match(/\b(sekisho|nodejs|process)_\w+/g) ?? [];
  return names.filter((name) => {
    const part = /^(.+)_(bucket|sum|count)$/.exec(name);
    return kinds.get(name) === undefined && kinds.get(part?.[1] ?? '') !== 'histogram';
  });
}

it.each(['en', 'ja'])('the guide in %s names every figure of a server once, and no other', (language) => {
  const cells = [...read('guide', language, 'metrics.md').matchAll(/^\| (`[^|]+) \|/gm)].map((match) => match[1] ?? '');
  const named = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map((match) => match[1]));
  expect(named.filter((name) => name !== withReplica).sort()).toEqual([...kinds.keys()].sort());
});

it.each(['en', 'ja'])(
  'the command of the guide in %s takes the root out of a server, as a file that vouches for it',
  (language) => {
    const command = /```sh\n(openssl s_client.+?)```/s.exec(read('guide', language, 'operation.md'))?.[1] ?? '';
    const run = (script: string) => execFileSync('sh', ['-c', script], { cwd: server.dataDir, encoding: 'utf8' });
    run(command.replace('8443', String(server.tlsPort)));
    expect(run(`curl -sS --cacert sekisho-root.pem ${server.tlsUrl}/healthz -o answer -w '%{http_code}'`)).toBe('200');
  },
);

interface Rule {
  readonly name: string;
  readonly text: string;
}
const alerts: readonly Rule[] = read('operations', 'sekisho-alerts.yml')
  .split(/^ {6}- alert: /m)
  .slice(1)
  .map((text) => ({ name: text.split('\n', 1)[0] ?? '', text }));

describe('the alert rules', () => {
  it.each(alerts)('$name asks for figures that exist', ({ text }) => {
    const expression = /^ +expr: (.+)$/m.exec(text)?.[1] ?? '';
    expect(expression).toMatch(/\b(up|(sekisho|nodejs|process)_\w+)\{?/);
    expect(unknownIn(expression)).toEqual([]);
  });

  it.each(alerts)('$name says what is the matter, what to do, and where more stands', ({ name, text }) => {
    for (const word of ['summary', 'action']) expect(text).toMatch(new RegExp(`^ +${word}: ['"].{20,}['"]$`, 'm'));
    expect(text).toMatch(/^ +severity: (page|ticket)$/m);
    for (const [language, key] of [
      ['en', 'runbook_url'],
      ['ja', 'runbook_url_ja'],
    ] as const) {
      expect(text).toContain(`${key}: docs/guide/${language}/alerts.md#${name.toLowerCase()}\n`);
      expect(read('guide', language, 'alerts.md')).toContain(`\n## ${name}\n`);
    }
  });

  it('are all told in the guide, and the guide tells of no other', () => {
    const told = [...read('guide', 'en', 'alerts.md').matchAll(/^## (\w+)$/gm)].map((match) => match[1]);
    expect(told).toEqual(alerts.map(({ name }) => name));
  });

  it('fire in their cases, each of them, and are silent while all is well', () => {
    const cases = read('operations', 'sekisho-alerts.test.yml');
    for (const { name } of alerts) expect(cases).toContain(`      - alertname: ${name}\n`);
    for (const args of [
      ['check', 'rules', 'sekisho-alerts.yml'],
      ['test', 'rules', 'sekisho-alerts.test.yml'],
    ])
      expect(execFileSync('promtool', args, { cwd: join(docs, 'operations'), encoding: 'utf8' })).toContain('SUCCESS');
  });
});

describe('the dashboard', () => {
  interface Panel {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
  }
  const dashboard = JSON.parse(read('operations', 'grafana-dashboard.json')) as {
    readonly schemaVersion: number;
    readonly templating: { readonly list: readonly { readonly name: string }[] };
    readonly panels: readonly Panel[];
  };

  it('has panels of its own place and number, and the variables that they use', () => {
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(36);
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job']);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const squares = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(squares).size).toBe(squares.length);
    for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });

  it('asks for figures that exist, in expressions that Prometheus can read', () => {
    const panels = dashboard.panels.filter(({ type }) => type !== 'row');
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(panels.filter(({ targets = [] }) => targets.length === 0)).toEqual([]);
    expect(expressions.flatMap(unknownIn)).toEqual([]);
    const rules = expressions.map((expr, index) => ({ record: `panel:${index}`, expr }));
    const file = join(server.dataDir, 'panels.yml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
    expect(execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })).toContain('SUCCESS');
  });
});
