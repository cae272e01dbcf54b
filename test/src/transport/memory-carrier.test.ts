import { systemClock } from '@berth/runtime';
import { MemoryFabric } from '@berth/transport';
import { carrierConformance } from '../conformance/carrier.js';
import { streamsConformance } from '../conformance/streams.js';

const open = async () => {
  const fabric = new MemoryFabric({ clock: systemClock() });
  return { fleet: fabric.fleet(), agent: fabric.agent() };
};

carrierConformance('memory', open, { ordered: true, direct: true });
streamsConformance('memory', open);
