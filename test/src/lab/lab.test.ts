/** The short form of `npm run test:lab`: two sites behind NAT, four bare hosts, everything that issue 5 promises of them. */
import test from 'ava';
import { labCampaign } from './campaign.js';

const CUT_MS = 5_000;
/** One host is given Node.js by the coordinator; the long form does so with all four. */
const WITH_NODE = ['n2', 's1', 's2'] as const;

test('two sites behind NAT: installing, living without a coordinator, and who is kept out', async (t) => {
  t.timeout(290_000);
  const { all, figures } = await labCampaign(t, {
    ...{ cutMs: CUT_MS, withNode: WITH_NODE },
    say: (text) => t.log(text),
  });
  for (const { scene, what, value, unit } of figures) t.log(`${scene}: ${what}: ${value.toFixed(2)} ${unit}`);
  t.deepEqual(
    all.filter(({ ok }) => !ok),
    [],
  );
  t.true(all.length > 70, `${all.length} checks`);
});
