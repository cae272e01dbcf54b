/** How large the field's scheduler benchmarks are. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Size = { readonly nodes: number; readonly init: number; readonly measure: number };

const DEFINITIONS = join('shared', 'data', 'scheduler-shapes', 'definitions.json');

/** Of kubernetes' scheduler_perf (kubernetes/kubernetes, Apache-2.0), as its configuration names the tests. */
const BUILT_IN: Readonly<Record<string, Size>> = {
  'SchedulingBasic/5000Nodes_10000Pods': { nodes: 5_000, init: 1_000, measure: 10_000 },
  'SchedulingBasic/5000Nodes_50000Pods': { nodes: 5_000, init: 5_000, measure: 50_000 },
  'SchedulingDaemonset/15000Nodes': { nodes: 15_001, init: 0, measure: 30_000 },
  'Unschedulable/5kNodes/20kInit/10kPods': { nodes: 5_000, init: 20_000, measure: 10_000 },
  'SchedulingWithMixedChurn/5000Nodes_10000Pods': { nodes: 5_000, init: 0, measure: 10_000 },
  'SchedulingWithExtendedResource/5000': { nodes: 5_000, init: 0, measure: 5_000 },
  'SchedulingPodAntiAffinity/5000Nodes_2000Pods': { nodes: 5_000, init: 1_000, measure: 2_000 },
  'SchedulingPodMatchingAntiAffinity/5000Nodes_5000Pods': { nodes: 5_000, init: 1_000, measure: 5_000 },
  'SchedulingPodAffinity/5000Nodes_5000Pods': { nodes: 5_000, init: 5_000, measure: 5_000 },
  'SchedulingNodeAffinity/5000Nodes_10000Pods': { nodes: 5_000, init: 5_000, measure: 10_000 },
  SchedulingPreferredPodAffinity: { nodes: 5_000, init: 5_000, measure: 5_000 },
  SchedulingPreferredPodAntiAffinity: { nodes: 5_000, init: 5_000, measure: 5_000 },
  MixedSchedulingBasePod: { nodes: 5_000, init: 10_000, measure: 5_000 },
  SchedulingRequiredPodAntiAffinityWithNSSelector: { nodes: 6_000, init: 4_000, measure: 2_000 },
  PreferredTopologySpreading: { nodes: 5_000, init: 5_000, measure: 5_000 },
  SchedulingWithNodeInclusionPolicy: { nodes: 5_000, init: 0, measure: 4_000 },
  TopologySpreading: { nodes: 5_000, init: 5_000, measure: 5_000 },
  'DefaultTopologySpreading/50000Pods': { nodes: 5_000, init: 5_000, measure: 50_000 },
  'Batching HostPortConflict / ResourceSaturation': { nodes: 20_000, init: 0, measure: 20_000 },
};

export type Sizes = {
  readonly of: (test: string) => Size;
  /** Where they are from, for people. */
  readonly source: string;
};

export function readSizes(): Sizes {
  const path = findDefinitions();
  const tests = path === undefined ? [] : testsIn(readFileSync(path, 'utf8'));
  const known = new Map([...Object.entries(BUILT_IN), ...tests]);
  return {
    of: (test) => {
      const size = known.get(test);
      if (!size) throw new Error(`no size for "${test}"`);
      return size;
    },
    source: path === undefined ? `no ${DEFINITIONS} above: built-in sizes` : `sizes from ${DEFINITIONS}`,
  };
}

function findDefinitions(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, DEFINITIONS);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}

type Test = {
  readonly name: string;
  readonly nodes: number;
  readonly init?: unknown;
  readonly measure: number;
};

/** Tests whose sizes are not plain numbers keep the built-in ones. */
function testsIn(text: string): [string, Size][] {
  const { kubernetes_scheduler_perf } = JSON.parse(text) as {
    readonly kubernetes_scheduler_perf: { readonly tests: readonly Test[] };
  };
  return kubernetes_scheduler_perf.tests.flatMap(({ name, nodes, init, measure }): [string, Size][] => {
    if (init !== undefined && typeof init !== 'number') return [];
    return [[name, { nodes, init: init ?? 0, measure }]];
  });
}
