/** XML of agents as a tree: names in lower case, attributes left out; no document type, no entities but XML's own five, bounded in depth and number. */
import sax from 'sax';
import type { Branch, Node } from './document.rules.ts';

export type XmlFault = 'agent-unreadable' | 'agent-document-type';
export type ReadXml =
  | { readonly ok: true; readonly root: string; readonly tree: Branch }
  | { readonly ok: false; readonly code: XmlFault };

const deepest = 12;
const mostElements = 1_000_000;
/** After so much others have their turn. */
const chunkLength = 128 * 1024;

interface Open {
  readonly name: string;
  readonly children: Record<string, Node>;
  hasChildren: boolean;
  text: string;
}

const opened = (name: string): Open => ({ name, children: Object.create(null), hasChildren: false, text: '' });

/** Several of one name become a list, in their order. */
function add(parent: Open, name: string, node: Node): void {
  parent.hasChildren = true;
  const before = parent.children[name];
  if (before === undefined) parent.children[name] = node;
  else if (Array.isArray(before)) (before as Node[]).push(node);
  else parent.children[name] = [before, node];
}

/** Stops at the first fault. */
class Refused extends Error {
  readonly code: XmlFault;
  constructor(code: XmlFault) {
    super(code);
    this.code = code;
  }
}

export async function readXml(text: string): Promise<ReadXml> {
  const outermost = opened('');
  const parser = makeParser(outermost);
  try {
    for (let start = 0; start < text.length; start += chunkLength) {
      if (start > 0) await new Promise(setImmediate);
      parser.write(text.slice(start, start + chunkLength));
    }
    parser.close();
  } catch (cause) {
    return { ok: false, code: cause instanceof Refused ? cause.code : 'agent-unreadable' };
  }
  const [root, tree] = Object.entries(outermost.children)[0] ?? [];
  if (root === undefined || typeof tree !== 'object' || tree === null || Array.isArray(tree))
    return { ok: false, code: 'agent-unreadable' };
  return { ok: true, root, tree: tree as Branch };
}

function makeParser(outermost: Open): sax.SAXParser {
  const path = [outermost];
  let elements = 0;
  const parser = sax.parser(true, { position: false, strictEntities: true } as sax.SAXOptions);
  parser.onerror = () => {
    throw new Refused('agent-unreadable');
  };
  parser.ondoctype = () => {
    throw new Refused('agent-document-type');
  };
  parser.onopentag = ({ name }) => {
    elements += 1;
    if (path.length > deepest || elements > mostElements) throw new Refused('agent-unreadable');
    path.push(opened(name.toLowerCase()));
  };
  const onText = (text: string) => {
    const current = path.at(-1);
    if (current !== undefined) current.text += text;
  };
  parser.ontext = onText;
  parser.oncdata = onText;
  parser.onclosetag = () => {
    const closed = path.pop();
    const parent = path.at(-1);
    if (closed === undefined || parent === undefined) return;
    add(parent, closed.name, closed.hasChildren ? (closed.children as Branch) : closed.text);
  };
  return parser;
}
