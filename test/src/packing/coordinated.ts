/** A trace through the scheduler of a coordinator: tasks that are alike are one workload that grows with each arrival. */
import {
  emptyLoad,
  hold,
  type NodeId,
  NodeLog,
  nodeId,
  type Placement,
  type PlaceRequest,
} from '@berth/core';
import {
  createScheduler,
  Forecaster,
  type Prospect,
  solvePrices,
  type TraceNode,
  type TraceTask,
} from '@berth/scheduler';
import { keyOf } from '../builders/cluster-view.js';
import { node, type TestNode } from '../builders/node.js';
import { resources, rules } from '../builders/resources.js';
import { workload } from '../core/cluster-fixture.js';

type Growing = {
  readonly request: PlaceRequest & { readonly workload: NonNullable<PlaceRequest['workload']> };
  readonly view: Omit<ReturnType<Prospect['workloads']['get']> & object, 'spec'> & {
    spec: Pick<ReturnType<typeof workload>, 'run' | 'placement'> & { replicas: number };
  };
};

/** Thousandths allocated when all tasks have arrived. `forecasts`: by an outlook, which learns what comes as it comes. */
export async function allocatedByCoordinator(
  nodes: readonly TraceNode[],
  arrivals: readonly TraceTask[],
  forecasts: boolean,
): Promise<number> {
  const nodeLog = new NodeLog();
  const machines = new Map<NodeId, TestNode>();
  nodes.forEach((machine, at) => {
    const id = `n${String(at).padStart(6, '0')}`;
    machines.set(nodeId(id), machineOf(id, machine));
  });
  const growing = new Map<string, Growing>();
  const workloads = new Map<Growing['request']['workload'], Growing['view']>();
  const prospect: Prospect = { nodes: machines, workloads, reservations: new Map(), nodeLog };
  const forecaster = new Forecaster({ solve: solvePrices, clock: { monotonicMs: () => 0 } });
  const scheduler = createScheduler(prospect, { outlook: () => forecaster.outlook });
  let allocated = 0;
  for (const task of arrivals) {
    const key = JSON.stringify(task);
    const grown = growing.get(key) ?? workloadOf(task, growing.size);
    growing.set(key, grown);
    workloads.set(grown.request.workload, grown.view);
    grown.view.spec.replicas++;
    if (forecasts) {
      forecaster.look(prospect);
      await forecaster.settled();
    }
    const [choice] = scheduler.place(grown.request).choices;
    if (!choice) continue;
    const machine = machines.get(choice.node) as TestNode;
    hold(machine.load, choice.claim);
    nodeLog.counted(choice.node, grown.request.workload, 1);
    allocated += task.devices * task.milli;
  }
  return allocated;
}

function machineOf(id: string, { cpuMillis, memoryMiB, devices, model }: TraceNode): TestNode {
  const names = Array.from({ length: devices }, (_, at) => `gpu-${at} gpu ${model}`);
  const made = node({ id, cpu: cpuMillis, memory: memoryMiB, devices: names, labels: { model } });
  return { ...made, load: emptyLoad(made.info.inventory) };
}

function workloadOf({ cpuMillis, memoryMiB, devices, milli, models }: TraceTask, number: number): Growing {
  const selector = models.length === 1 ? `gpu/${models[0]}` : 'gpu';
  const wanted = resources({
    cpu: cpuMillis,
    memory: memoryMiB,
    devices: devices > 0 ? { [selector]: devices * milli } : {},
  });
  const several = models.length > 1 ? [`node.labels.model in ${JSON.stringify(models)}`] : [];
  const { run } = workload();
  return {
    request: {
      workload: keyOf(`s/w${number}`),
      resources: wanted,
      rules: rules({ require: several }),
      count: 1,
    },
    view: {
      spec: { replicas: 0, run: { ...run, resources: wanted }, placement: rules({ require: several }) },
      placements: new Map<Placement['id'], Placement>(),
      deleted: false,
    },
  };
}
