/**
 * How far a run is kept apart from its node and from other runs, weakest first. Each level stops what those before it
 * stop. none: limits only. user: a user of its own, no capabilities, no new privileges. private: besides, its own view of
 * files, processes and devices. strict: besides, only the system's programs are seen, and system calls are filtered.
 */
export const ISOLATION_LEVELS = ['none', 'user', 'private', 'strict'] as const;
export type IsolationLevel = (typeof ISOLATION_LEVELS)[number];

/** The node's attribute that names the strongest level which it offers. */
export const ISOLATION_ATTRIBUTE = 'isolation';

/** What a node with these attributes offers; an agent that says nothing known offers none. */
export function isolationOf(attributes: Readonly<Record<string, string>>): IsolationLevel {
  const said = attributes[ISOLATION_ATTRIBUTE];
  return ISOLATION_LEVELS.find((level) => level === said) ?? 'none';
}

/** This level and the stronger ones. */
export function isolationAtLeast(level: IsolationLevel): readonly IsolationLevel[] {
  return ISOLATION_LEVELS.slice(ISOLATION_LEVELS.indexOf(level));
}

/** The expression that is true of nodes which offer at least this level. */
export function isolationDemand(level: IsolationLevel): string {
  return `node.isolation in [${isolationAtLeast(level)
    .map((name) => `"${name}"`)
    .join(', ')}]`;
}
