/** A picture of how a cluster fills: what was asked for and what was allocated, over the arrivals. SVG, no script. */
import type { Sample, Shares, Simulation } from '@berth/scheduler';

const WIDTH = 760;
const HEIGHT = 420;
const LEFT = 56;
const RIGHT = 150;
const TOP = 24;
const BOTTOM = 44;

const LINES: readonly { readonly resource: keyof Shares; readonly colour: string }[] = [
  { resource: 'devices', colour: '#c2410c' },
  { resource: 'cpu', colour: '#1d4ed8' },
  { resource: 'memory', colour: '#15803d' },
];

export function packingPicture({ samples, policy, nodes, placed, rejected }: Simulation): string {
  const last = samples.at(-1);
  const arrivals = Math.max(1, last?.arrivals ?? 1);
  const most = Math.max(1, ...LINES.map(({ resource }) => last?.asked[resource] ?? 0));
  const x = (at: number) => LEFT + ((WIDTH - LEFT - RIGHT) * at) / arrivals;
  const y = (share: number) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * share) / most;
  const path = (shareOf: (sample: Sample) => number) =>
    ['0,0', ...samples.map((sample) => `${sample.arrivals},${shareOf(sample)}`)]
      .map((pair) => pair.split(',').map(Number) as [number, number])
      .map(([at, share]) => `${x(at).toFixed(1)},${y(share).toFixed(1)}`)
      .join(' ');
  const parts = LINES.flatMap(({ resource, colour }, row) => [
    `<polyline points="${path((sample) => sample.asked[resource])}" fill="none" stroke="${colour}" stroke-width="1" stroke-dasharray="4 4"/>`,
    `<polyline points="${path((sample) => sample.allocated[resource])}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    text(
      WIDTH - RIGHT + 12,
      TOP + 16 + 20 * row,
      `${resource} ${percent(last?.allocated[resource] ?? 0)}`,
      colour,
    ),
  ]);
  const grid = Array.from({ length: Math.floor(most * 5) + 1 }, (_, step) => step / 5).flatMap((share) => [
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(share)}" y2="${y(share)}" stroke="${share === 1 ? '#111' : '#ddd'}"/>`,
    text(8, y(share) + 4, percent(share), '#444'),
  ]);
  const title = `${policy}: ${placed} placed, ${rejected} without a place, ${nodes} nodes`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title><rect width="100%" height="100%" fill="#fff"/>`,
    ...grid,
    ...parts,
    text(
      LEFT,
      HEIGHT - 12,
      `${title}. Dashed: asked for; line: allocated, over ${arrivals} arrivals`,
      '#444',
    ),
    '</svg>\n',
  ].join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.995 && share > 0 ? 1 : 0)} %`;
}

function text(x: number, y: number, content: string, colour: string): string {
  return `<text x="${x}" y="${y.toFixed(1)}" fill="${colour}">${content}</text>`;
}
