/** The guides are whole in both languages: same pages, same shape, links and pictures that exist, every setting told. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { optionTable } from '../apps/agent/src/cli/command-line.ts';
import { definitions } from '../apps/server/src/platform/config/definitions.ts';

const root = join(import.meta.dirname, '..');
const languages = ['en', 'ja'] as const;
const guideOf = (language: string) => join(root, 'docs/guide', language);
const pages = readdirSync(guideOf('en')).sort();

/** Without what stands between fences, where a `#` is no heading and brackets are no link. */
function proseOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/^( *)```[\s\S]*?^\1```$/gm, '');
}

const headingsOf = (file: string) => [...proseOf(file).matchAll(/^(#+) (.+)$/gm)];

/** As GitHub makes the anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\- _]/gu, '')
    .replaceAll(' ', '-');
}

function linksOf(file: string): string[] {
  return [...proseOf(file).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

/** Links within the repository that lead nowhere. */
function brokenLinks(file: string): string[] {
  return linksOf(file).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (!existsSync(target)) return true;
    return anchor !== undefined && !headingsOf(target).some((match) => anchorOf(match[2] ?? '') === anchor);
  });
}

describe('the guides', () => {
  it('have the same pages in both languages', () => {
    expect(readdirSync(guideOf('ja')).sort()).toEqual(pages);
    expect(pages).toContain('README.md');
  });

  it.each(pages)('%s has the same headings, tables and pictures in both languages', (page) => {
    const [en, ja] = languages.map((language) => {
      const file = join(guideOf(language), page);
      const prose = proseOf(file);
      return {
        headings: headingsOf(file).map((match) => match[1]?.length),
        tableRows: [...prose.matchAll(/^ *\|/gm)].length,
        pictures: [...prose.matchAll(/!\[/g)].length,
        blocks: [...readFileSync(file, 'utf8').matchAll(/^ *```/gm)].length,
      };
    });
    expect(ja).toEqual(en);
  });

  it.each(languages)('in %s are led to from their contents', (language) => {
    const linked = linksOf(join(guideOf(language), 'README.md'));
    expect(pages.filter((page) => page !== 'README.md' && !linked.includes(page))).toEqual([]);
  });

  it.each(languages.flatMap((language) => pages.map((page) => [language, page] as const)))(
    '%s/%s links to what exists',
    (language, page) => {
      expect(brokenLinks(join(guideOf(language), page))).toEqual([]);
    },
  );

  it.each(languages)('in %s show pictures of their own language', (language) => {
    const pictures = pages
      .flatMap((page) => linksOf(join(guideOf(language), page)))
      .filter((link) => link.endsWith('.png'));
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter((link) => !link.endsWith(`-${language}.png`))).toEqual([]);
  });

  it.each(languages)('in %s tell every setting of the server, with its default', (language) => {
    const lines = readFileSync(join(guideOf(language), 'operation.md'), 'utf8').split('\n');
    const missing = definitions.filter(({ flag, environment, fallback }) => {
      const row = lines.find((line) => line.startsWith('|') && line.includes(`\`${environment}\``));
      if (row === undefined || (flag !== null && !row.includes(`\`${flag} `))) return true;
      return typeof fallback === 'number' && !row.includes(`| ${fallback} |`);
    });
    expect(missing.map(({ name }) => name)).toEqual([]);
    expect(lines.join('\n')).toContain('--config');
  });

  it.each(languages)('in %s tell every option of the agent', (language) => {
    const text = readFileSync(join(guideOf(language), 'agent.md'), 'utf8');
    expect(Object.keys(optionTable).filter((name) => !text.includes(`--${name}`))).toEqual([]);
  });
});

it.each(['README.md', 'CHANGELOG.md', 'STYLE.md', 'docs/adr/README.md', 'docs/requirements.md', 'bench/README.md'])(
  '%s links to what exists',
  (file) => {
    expect(brokenLinks(join(root, file))).toEqual([]);
  },
);
