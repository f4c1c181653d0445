/** A processor profile (`--cpu-profile FOLDER`) as a flame graph: one SVG picture, widths in shares of the time that was not idle. */
import { readFileSync, writeFileSync } from 'node:fs';

/** As V8 writes it: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export type CpuProfile = {
  nodes: readonly {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: readonly number[];
  }[];
  samples: readonly number[];
  timeDeltas: readonly number[];
};

/** A function with everything it was called through above it; `micros` holds what it called, too. */
type Frame = { name: string; micros: number; children: Map<string, Frame> };

const width = 1200;
const rowHeight = 17;
const titleHeight = 28;
/** What is narrower is hard to see and to hit with a pointer. */
const narrowest = 3;
const letterWidth = 6.4;

/** What the processor did nothing in, and what holds all the others. */
const notWork = new Set(['(idle)', '(program)', '(root)']);

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const place = url.replace(/^.*\/(?=(?:apps|packages|node_modules)\/)/, '').replace(/^.*node_modules\//, '');
  return place === '' ? functionName : `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`;
}

const isRuntime = (name: string) => / node:|^[^/]*$/.test(name);

function frameIn(parent: Frame, name: string): Frame {
  const known = parent.children.get(name);
  if (known !== undefined) return known;
  const frame: Frame = { name, micros: 0, children: new Map() };
  parent.children.set(name, frame);
  return frame;
}

/** Calls of one name under one caller become one frame; time counts for every frame of its stack. */
export function foldProfile({ nodes, samples, timeDeltas }: CpuProfile): Frame {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const callers = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
  const root: Frame = { name: 'all', micros: 0, children: new Map() };
  const micros = new Map<number, number>();
  for (const [index, id] of samples.entries()) micros.set(id, (micros.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  for (const [id, spent] of micros) {
    const stack: string[] = [];
    for (let at: number | undefined = id; at !== undefined; at = callers.get(at)) {
      const node = byId.get(at);
      if (node !== undefined) stack.push(nameOf(node.callFrame));
    }
    if (notWork.has(stack[0] ?? '')) continue;
    let frame = root;
    frame.micros += spent;
    for (const [depth, name] of stack.reverse().entries()) {
      // Of the runtime's own calls among themselves the outermost says enough.
      if (depth === 0 || (isRuntime(name) && depth > 1 && isRuntime(stack[depth - 1] ?? ''))) continue;
      frame = frameIn(frame, name);
      frame.micros += spent;
    }
  }
  return root;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Warm for ours, cool for libraries, grey for the runtime itself. */
function colourOf(name: string): string {
  if (/^\(garbage/.test(name)) return '#b9a7d6';
  if (/(apps|packages)\//.test(name)) return '#f2a65a';
  return isRuntime(name) ? '#c9ced6' : '#8fbcd4';
}

function drawn(frame: Frame, x: number, depth: number, scale: number, total: number): string[] {
  const wide = frame.micros * scale;
  if (wide < narrowest) return [];
  const y = titleHeight + depth * rowHeight;
  const letters = Math.floor((wide - 6) / letterWidth);
  const label = letters < 3 ? '' : frame.name.slice(0, letters);
  const share = ((100 * frame.micros) / total).toFixed(1);
  const lines = [
    `<g><title>${escaped(frame.name)} ${share} %</title><rect x="${x.toFixed(1)}" y="${y}" width="${wide.toFixed(1)}" height="${rowHeight - 1}" fill="${colourOf(frame.name)}"/><text x="${(x + 3).toFixed(1)}" y="${y + 12}">${escaped(label)}</text></g>`,
  ];
  let left = x;
  for (const child of [...frame.children.values()].sort((a, b) => b.micros - a.micros)) {
    lines.push(...drawn(child, left, depth + 1, scale, total));
    left += child.micros * scale;
  }
  return lines;
}

const depthOf = (frame: Frame, scale: number): number =>
  frame.micros * scale < narrowest
    ? 0
    : 1 + Math.max(0, ...[...frame.children.values()].map((child) => depthOf(child, scale)));

export function flameGraph(profile: CpuProfile, title: string): string {
  const root = foldProfile(profile);
  const scale = width / root.micros;
  const height = titleHeight + depthOf(root, scale) * rowHeight + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="monospace" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="8" y="18" font-size="13">${escaped(title)}: ${(root.micros / 1e6).toFixed(1)} s of processor time</text>`,
    ...drawn(root, 0, 0, scale, root.micros),
    '</svg>\n',
  ].join('\n');
}

/** @param profileFile `.cpuprofile` @param pictureFile `.svg` */
export function drawFlameGraph(profileFile: string, pictureFile: string, title: string): void {
  const profile = JSON.parse(readFileSync(profileFile, 'utf8')) as CpuProfile;
  writeFileSync(pictureFile, flameGraph(profile, title));
}
