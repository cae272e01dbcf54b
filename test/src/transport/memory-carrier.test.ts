import { systemClock } from '@berth/runtime';
import { MemoryFabric } from '@berth/transport';
import { carrierConformance } from '../conformance/carrier.js';

carrierConformance(
  'memory',
  async () => {
    const fabric = new MemoryFabric({ clock: systemClock() });
    return { fleet: fabric.fleet(), agent: fabric.agent() };
  },
  { ordered: true, direct: true },
);
