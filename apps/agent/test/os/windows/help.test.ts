/** The help of the command line on Windows, in both languages. */
import { createTranslator, messagesFor } from '@sekisho/messages';
import { expect, test } from 'vitest';
import { commandNames, commandOptions, readCommandLine } from '../../../src/cli/command-line.ts';
import { helpLines, plainHelp } from '../../../src/cli/help.ts';
import { windowsHelp } from '../../../src/os/windows/windows-help.ts';

const languages = ['ja', 'en'] as const;
const here = commandNames.filter((name) => !windowsHelp.without.includes(name));
const helpIn = (language: 'ja' | 'en', command: (typeof commandNames)[number] | null, system = windowsHelp) =>
  helpLines(command, createTranslator(language, messagesFor(language)), system);

/** Words and paths of other systems. */
const foreign = /sudo|macOS|\/(etc|var|usr|opt|home)\b|systemctl/;

test.each(languages)(
  'in %s: what there is on Windows, service and all, and how one becomes administrator',
  (language) => {
    const text = helpIn(language, null).join('\n');
    for (const name of here) expect(text).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
    for (const word of ['install', 'stop', 'remove'])
      expect(text).toMatch(new RegExp(`^ {2}service ${word} +\\S`, 'm'));
    expect(text).not.toMatch(/^ {2}permissions/m);
    expect(text).toContain('C:\\Program Files\\Sekisho');
    expect(text).not.toMatch(foreign);
    expect(helpLines(null, (key) => key, plainHelp).join('\n')).not.toContain('service');
  },
);

test.each(languages.flatMap((language) => here.map((command) => [language, command] as const)))(
  'in %s: %s with its options, each explained, and examples that are understood',
  (language, command) => {
    const lines = helpIn(language, command);
    const text = lines.join('\n');
    for (const option of commandOptions[command])
      expect(text).toMatch(new RegExp(`^ {2}--${option}( [A-Z]+)? +\\S`, 'm'));
    expect(text).not.toMatch(foreign);
    expect(/[\u3040-\u30ff]/.test(text)).toBe(language === 'ja');
    for (const example of windowsHelp.examples[command] ?? []) {
      expect(lines).toContain(`  sekisho-agent ${example}`);
      expect(readCommandLine(example.split(' '))).toMatchObject({ kind: 'command', command });
    }
  },
);
