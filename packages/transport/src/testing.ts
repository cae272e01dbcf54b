/** Insides that tests look at directly. Programs use index.ts. */
export { fromGrpc, toStatus } from './grpc/errors.js';
export { type Grpc, loadGrpc } from './grpc/load.js';
export { OutgoingQueue } from './grpc/outgoing-queue.js';
export { NODE_KEY, sessionMethod } from './grpc/session-call.js';
