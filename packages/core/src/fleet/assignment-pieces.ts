/**
 * A large assignment travels in pieces: no message is near its bound, and a slow link carries other words in between. See
 * ADR 0051. A run goes with the first placement that names it; pieces after it only name it.
 */
import type { PlacementId } from '../basics/ids.js';
import type { RunSpec } from '../model/model.js';
import type { AssignedPlacement, Assignment } from './messages.js';

/** What is to be sent, in this order: the whole as it is, or pieces and the rest of it. */
export type SplitAssignment = { readonly parts: readonly Assignment[]; readonly bytes: number };

/** Each part has at most `pieceBytes`, or one placement with its run. `bytes`: of the whole, about. */
export function splitAssignment(
  whole: Assignment,
  pieceBytes: number,
  sizes: AssignmentSizes,
): SplitAssignment {
  const bytes = sizes.of(whole);
  if (bytes <= pieceBytes) return { parts: [whole], bytes };
  const parts: Part[] = [emptyPart()];
  let left = pieceBytes;
  const partFor = (size: number): Part => {
    if (size > left && left < pieceBytes) {
      parts.push(emptyPart());
      left = pieceBytes;
    }
    left -= size;
    return parts.at(-1) as Part;
  };
  const sent = new Set<string>();
  for (const placement of whole.placements) {
    const { runHash } = placement;
    const run = sent.has(runHash) ? undefined : whole.runs[runHash];
    const part = partFor(sizes.ofPlacement(placement) + (run ? sizes.ofRun(run) : 0));
    part.placements.push(placement);
    if (run) part.runs[runHash] = run;
    sent.add(runHash);
  }
  for (const id of whole.removed) partFor(id.length).removed.push(id);
  const last = parts.length - 1;
  const sentAs = (part: Part, piecesBefore: number): Assignment => ({
    ...{ ...whole, ...part, form: piecesBefore === last ? whole.form : 'piece' },
    ...(piecesBefore > 0 && { piecesBefore }),
  });
  return { parts: parts.map(sentAs), bytes };
}

/** The whole again, of its pieces in their order and the last part. */
export function joinAssignment(pieces: readonly Assignment[], last: Assignment): Assignment {
  const { piecesBefore: _pieces, ...rest } = last;
  const parts = [...pieces, last];
  return {
    ...rest,
    placements: parts.flatMap(({ placements }) => placements),
    removed: parts.flatMap(({ removed }) => removed),
    runs: Object.assign({}, ...parts.map(({ runs }) => runs)) as Assignment['runs'],
  };
}

type Part = { placements: AssignedPlacement[]; removed: PlacementId[]; runs: Record<string, RunSpec> };

function emptyPart(): Part {
  return { placements: [], removed: [], runs: {} };
}

/** Everything of one placement but names: numbers, phases, quantities. */
const PLACEMENT_BYTES = 160;
const ENTRY_BYTES = 8;

/** About as many bytes as it has on the wire. */
export class AssignmentSizes {
  /** Many placements share one run, and it never changes: it is measured once. */
  readonly #runs = new WeakMap<RunSpec, number>();

  of({ placements, removed, runs }: Assignment): number {
    let bytes = 0;
    for (const hash in runs) bytes += this.ofRun(runs[hash] as RunSpec);
    for (const placement of placements) bytes += this.ofPlacement(placement);
    for (const id of removed) bytes += id.length;
    return bytes;
  }

  ofRun(run: RunSpec): number {
    const known = this.#runs.get(run);
    if (known !== undefined) return known;
    const bytes = JSON.stringify(run).length;
    this.#runs.set(run, bytes);
    return bytes;
  }

  /** Cheap: it is asked for each placement that any node is told of. */
  ofPlacement({ id, runHash, claim, needs, volumes }: AssignedPlacement): number {
    let bytes = PLACEMENT_BYTES + id.length + runHash.length;
    for (const name in claim.ports) bytes += name.length + ENTRY_BYTES;
    for (const device in claim.devices) bytes += device.length + ENTRY_BYTES;
    if (needs) for (const need of needs) bytes += need.length;
    if (volumes) for (const name in volumes) bytes += name.length + ENTRY_BYTES;
    return bytes;
  }
}
