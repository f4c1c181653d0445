/** Property lists in XML, out of values: plist(5). */
import { element, type XmlNode, xmlDocument } from './xml.ts';

export type PropertyValue =
  | string
  | number
  | boolean
  | readonly PropertyValue[]
  | { readonly [key: string]: PropertyValue };

function nodeOf(value: PropertyValue): XmlNode {
  if (typeof value === 'string') return element('string', {}, value);
  if (typeof value === 'boolean') return element(String(value), {});
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`no whole number: ${value}`);
    return element('integer', {}, String(value));
  }
  if (isList(value)) return element('array', {}, value.map(nodeOf));
  return element(
    'dict',
    {},
    Object.entries(value).flatMap(([key, inside]) => [element('key', {}, key), nodeOf(inside)]),
  );
}

function isList(value: PropertyValue): value is readonly PropertyValue[] {
  return Array.isArray(value);
}

const doctype =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n';

export function writePropertyList(value: PropertyValue): string {
  return xmlDocument(element('plist', { version: '1.0' }, [nodeOf(value)]), doctype);
}
