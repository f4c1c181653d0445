/** What agents are answered, each in its own form and packing: that is all they understand. */
import { deflateSync, gzipSync } from 'node:zlib';
import type { MessageForm } from './agent-message.ts';
import type { Packing } from './unpack-body.ts';

export type AgentAnswer =
  /** `refreshHours`: when it should come again. */
  | { readonly kind: 'welcome'; readonly refreshHours: number }
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly text: string };

export interface WrittenAnswer {
  readonly mediaType: string;
  readonly body: Buffer;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => escapes[sign] ?? '');

function xmlOf(answer: AgentAnswer): string {
  const reply = (content: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<REPLY>${content}</REPLY>\n`;
  switch (answer.kind) {
    case 'welcome':
      return reply(`<RESPONSE>SEND</RESPONSE><PROLOG_FREQ>${answer.refreshHours}</PROLOG_FREQ>`);
    case 'taken':
      // What the OCS agents look for: nothing of theirs was changed by the server.
      return reply('<RESPONSE>NO_ACCOUNT_UPDATE</RESPONSE>');
    case 'refused':
      return reply(`<ERROR>${escaped(answer.text)}</ERROR>`);
  }
}

/** The version stands where agents look for what the server takes: that of the format's first publication. */
const inventoryTask = { server: 'glpi', version: '10.0.0' } as const;

function jsonOf(answer: AgentAnswer): unknown {
  switch (answer.kind) {
    case 'welcome':
      return { status: 'ok', expiration: answer.refreshHours, tasks: { inventory: inventoryTask } };
    case 'taken':
      return { status: 'ok' };
    case 'refused':
      return { status: 'error', message: answer.text, expiration: 24 };
  }
}

/** JSON is never packed: its agents go by the media type of the answer. */
export function writeAnswer(answer: AgentAnswer, form: MessageForm, packing: Packing): WrittenAnswer {
  if (form === 'json') return { mediaType: 'application/json', body: Buffer.from(JSON.stringify(jsonOf(answer))) };
  const plain = Buffer.from(xmlOf(answer));
  if (packing === 'zlib') return { mediaType: 'application/x-compress-zlib', body: deflateSync(plain) };
  if (packing === 'gzip') return { mediaType: 'application/x-compress-gzip', body: gzipSync(plain) };
  return { mediaType: 'application/xml', body: plain };
}
