/** All scenes in one lab, one after the other. */
import { Checks } from './checks.js';
import { type HostName, Lab, type Scope } from './lab.js';
import { hostileScene } from './scene-hostile.js';
import { hostileNatsScene } from './scene-hostile-nats.js';
import { installScene } from './scene-install.js';
import { offlineScene } from './scene-offline.js';
import { revokedScene, stolenScene } from './scene-standing.js';

/** Soon noticed, so that the short form is short. */
const TIMINGS = ['--heartbeat', '500ms', '--lease', '3s'];

export type CampaignOptions = {
  /** How long the site is cut off, at least. */
  readonly cutMs: number;
  /** Hosts that have a Node.js already. */
  readonly withNode?: readonly HostName[];
  readonly say: (text: string) => void;
};

export async function labCampaign(
  scope: Scope,
  { cutMs, withNode = [], say }: CampaignOptions,
): Promise<Checks> {
  const checks = new Checks();
  const lab = await Lab.open(scope, { withNode, flags: TIMINGS });
  const scenes: readonly [title: string, run: () => Promise<void>][] = [
    ['two sites, four bare hosts: each is installed by its line', () => installScene(lab, checks)],
    [
      `a site is cut off for ${cutMs / 1000} s, its hosts rebooted`,
      () => offlineScene(lab, checks, { cutMs, say }),
    ],
    ['a hostile agent over gRPC', () => hostileScene(lab, checks)],
    ['and over NATS', () => hostileNatsScene(lab, checks)],
    ['a stolen certificate', () => stolenScene(lab, checks)],
    ['a revoked node', () => revokedScene(lab, checks)],
  ];
  for (const [title, run] of scenes) {
    say(title);
    // The others have something to show, too.
    await run().catch((thrown: Error) => checks.true('came to its end', false, thrown.message));
  }
  return checks;
}
