/** What a run in a container is given beside its process (model.ts): the image, and how far it is kept in. */
import type { NodeInfo, PlacementRules } from './model.js';

/**
 * `process` of the same run says which program of the image runs, with which variables, and how it ends. With an empty
 * `process.command` that is what the image says.
 */
export type ContainerSpec = {
  /** "registry.example/shop/web@sha256:..." or with a tag. */
  readonly image: string;
  /** Behind `process.command`, or behind the image's own program. Absent: the image's, where the program is the image's. */
  readonly args?: readonly string[];
  /** "1000", "1000:1000" or a name that the image knows. Absent: the image's. */
  readonly user?: string;
  readonly readOnlyRoot: boolean;
  /** Those that are left to it, e.g. "NET_BIND_SERVICE"; all others are dropped. */
  readonly capabilities: readonly string[];
  readonly mounts: readonly ContainerMount[];
  readonly tmpfs: readonly ContainerTmpfs[];
  /** Paths of devices of the node ("/dev/ttyUSB0"), or names of the Container Device Interface ("nvidia.com/gpu=0"). */
  readonly devices: readonly string[];
  readonly network: ContainerNetwork;
  /** Name of a port -> where the program listens for it in the container. Of those not named: the node's number, by tcp. */
  readonly ports: Readonly<Record<string, ContainerPort>>;
  /** As much cpu as it may ever take, also where more is idle. Absent: what others leave. */
  readonly cpuMillisMax?: number;
  readonly pidsMax: number;
};

export type ContainerMount = {
  /** Absolute path on the node; absent = the private folder of the placement. */
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
};

export type ContainerTmpfs = { readonly target: string; readonly sizeMiB: number };

export const CONTAINER_NETWORKS = ['bridge', 'host', 'none'] as const;
/** bridge: its own, with ports published on the node. host: the node's. none: only itself. */
export type ContainerNetwork = (typeof CONTAINER_NETWORKS)[number];

export const PORT_PROTOCOLS = ['tcp', 'udp'] as const;
export type ContainerPort = { readonly number: number; readonly protocol: (typeof PORT_PROTOCOLS)[number] };

/** Attribute of a node that can run containers: name and version of its engine. */
export const CONTAINER_ATTRIBUTE = 'driver.container';
/** By it, copies in containers go to such nodes only. */
export const CONTAINER_RULE = `'${CONTAINER_ATTRIBUTE}' in node.attributes`;

export function hasContainerEngine({ attributes }: Pick<NodeInfo, 'attributes'>): boolean {
  return CONTAINER_ATTRIBUTE in attributes;
}

/** The rules of a workload, and that the node can run it at all. */
export function withContainerRule(
  rules: PlacementRules,
  container: ContainerSpec | undefined,
): PlacementRules {
  return container ? { ...rules, require: [CONTAINER_RULE, ...rules.require] } : rules;
}

const PART = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const HOST = '(?:[a-zA-Z0-9](?:[-a-zA-Z0-9.]*[a-zA-Z0-9])?(?::[0-9]{1,5})?/)?';
const IMAGE = new RegExp(
  `^(${HOST}${PART}(?:/${PART})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`,
);

/** Parts of the name of an image; undefined when it is none. */
export function parseImage(
  image: string,
): { readonly name: string; readonly tag?: string; readonly digest?: string } | undefined {
  const match = image.length <= 512 ? IMAGE.exec(image) : null;
  if (!match) return undefined;
  const [, name = '', tag, digest] = match;
  return { name, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}
