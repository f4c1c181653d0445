/** XML out of values: names, attributes and texts, each escaped here and nowhere else. */

export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** A text, or elements. */
  readonly inside: string | readonly XmlNode[];
}

export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  inside: string | readonly XmlNode[] = [],
): XmlNode {
  return { name, attributes, inside };
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);
}

/** @param indent before each line */
export function writeElement({ name, attributes, inside }: XmlNode, indent: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const opening = `${indent}<${name}${written.join('')}`;
  if (inside.length === 0) return `${opening}/>\n`;
  if (typeof inside === 'string') return `${opening}>${escapeXml(inside)}</${name}>\n`;
  return `${opening}>\n${inside.map((node) => writeElement(node, `${indent}  `)).join('')}${indent}</${name}>\n`;
}

/** @param doctype the line between declaration and root, where there is one */
export function xmlDocument(root: XmlNode, doctype = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${doctype}${writeElement(root, '')}`;
}
