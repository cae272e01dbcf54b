/**
 * A program that attacks until it is ended, so that who measures is not held up by it. Told what by its first message; says
 * how much it sent with each round.
 */
import * as attacks from './attacks.js';

export type AttackName = 'pings' | 'settings' | 'resets' | 'endlessHeaders' | 'fatHeaders' | 'gzipBombs';
export type Attacker = { readonly name: AttackName; readonly target: attacks.Target };

const ATTACKS: Readonly<Record<AttackName, (target: attacks.Target) => Promise<attacks.Outcome>>> = {
  pings: (target) => attacks.pings(target, 10_000),
  settings: (target) => attacks.settings(target, 10_000),
  resets: (target) => attacks.resets(target, 10_000),
  endlessHeaders: (target) => attacks.endlessHeaders(target, 1_000),
  fatHeaders: (target) => attacks.fatHeaders(target, 1_000),
  gzipBombs: (target) => attacks.gzipBombs(target, 10, 60),
};

const { name, target } = await new Promise<Attacker>((resolve) => {
  process.once('message', (told) => resolve(told as Attacker));
});
process.once('disconnect', () => process.exit());
for (;;) process.send?.((await ATTACKS[name](target)).sent);
