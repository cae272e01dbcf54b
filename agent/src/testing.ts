/** Insides that tests look at directly. Programs use index.ts. */

export { removeOthers, writeBeneath } from './configuration/beneath.js';
export { RunFolders } from './configuration/run-folders.js';
export { readArchive } from './drivers/container/archive.js';
export { ContainerDriver, type ContainerDriverOptions } from './drivers/container/container-driver.js';
export { createBody } from './drivers/container/create-body.js';
export { Engine } from './drivers/container/engine.js';
export { Images } from './drivers/container/images.js';
export { PullProgress } from './drivers/container/pull-progress.js';
export type { Attached, AttachRequest, Driver, OutputPart } from './drivers/driver.js';
export { DriverSet } from './drivers/driver-set.js';
export { OutputFiles, type Punch } from './drivers/process/output-files.js';
export { ProcessDriver, type ProcessDriverOptions } from './drivers/process/process-driver.js';
export { puncher } from './drivers/process/punch.js';
export { RunUsers } from './drivers/process/run-users.js';
export { EndpointBook } from './endpoints/endpoint-book.js';
export { endpointFolder } from './endpoints/endpoint-files.js';
export { HealthMonitor } from './health/health-monitor.js';
export { hostChecker } from './health/host-checker.js';
export { CarrierTurns } from './link/carrier-turns.js';
export { ExecHost } from './link/exec-host.js';
export { LogSender } from './link/log-sender.js';
export { OthersBack } from './link/others-back.js';
export { answerTo, isAnswer, PEER_PACKET_BYTES, question } from './peers/peer-packets.js';
export { Peers } from './peers/peers.js';
export { AssignmentPieces } from './placements/assignment-pieces.js';
export { DueTimes } from './placements/due-times.js';
export { LocalNeeds } from './placements/local-needs.js';
export { Prefetches } from './placements/prefetches.js';
export { newEntry } from './placements/runner-entry.js';
export { StatusHistory } from './placements/status-history.js';
export { parseCoreList } from './probe/cores.js';
export { osName, probeHost } from './probe/host-facts.js';
export { inventoryOf } from './probe/inventory.js';
export { outgoingAddress } from './probe/outgoing-address.js';
export { usageMeter } from './probe/usage.js';
export {
  type Failure,
  formatFailures,
  givenUp,
  judged,
  parseFailures,
  whyNotAgain,
} from './updates/failures.js';
export { Installation } from './updates/installation.js';
export { Updater } from './updates/updater.js';
export { LoopImages } from './volumes/loop-images.js';
export { VolumeStore } from './volumes/volume-store.js';
