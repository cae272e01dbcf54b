/** Insides that tests look at directly. Programs use index.ts. */
export { Grace } from './grace.js';
export { fromGrpc, toStatus } from './grpc/errors.js';
export { type Grpc, loadGrpc } from './grpc/load.js';
export { OutgoingQueue } from './grpc/outgoing-queue.js';
export { CONTROL_CALLS, type ControlCall } from './grpc/permissions.js';
export { NODE_KEY, sessionMethod } from './grpc/session-call.js';
export { advice, connectNats, type NatsWire, tooOld } from './nats/client.js';
export { decodeFrame, encodeFrame, encodeWord, type Frame, NO_LINK } from './nats/frames.js';
export { LinkEnd, type LinkEndDeps } from './nats/link-end.js';
export { type FleetSubjects, fleetSubjects } from './nats/subjects.js';
