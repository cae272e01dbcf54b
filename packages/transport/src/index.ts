export type {
  AgentCarrier,
  AgentLink,
  AgentLinkHandlers,
  FleetCarrier,
  FleetHandlers,
  FleetLink,
} from './carrier.js';
export type {
  ApplyRequest,
  ChainedBlock,
  CheckpointPart,
  ControlApi,
  Myself,
  PlacementFilter,
  Shown,
  TokenMade,
  UserTokenMade,
  WatchItem,
} from './control-api.js';
export { type Access, tokensFirst } from './grpc/access.js';
export { type GrpcAgentOptions, grpcAgentCarrier } from './grpc/agent-carrier.js';
export {
  type ControlClient,
  type GrpcControlClient,
  type GrpcControlOptions,
  grpcControlClient,
} from './grpc/control-client.js';
export { type CatchUp, controlService } from './grpc/control-server.js';
export type { EnrolApi, EnrolGrant, EnrolWish, RenewWish } from './grpc/enrol-api.js';
export { type EnrolClientOptions, enrol, findAuthority, renew } from './grpc/enrol-client.js';
export { ENROL_MESSAGE_BYTES, enrolService } from './grpc/enrol-server.js';
export { wasNeverSent } from './grpc/errors.js';
export {
  type GrpcFleetCarrier,
  type GrpcFleetOptions,
  grpcFleetCarrier,
  type VouchedLink,
} from './grpc/fleet-server.js';
export type { ServingStatus } from './grpc/health.js';
export { isLoopback } from './grpc/listen-address.js';
export type { ClientIdentity } from './grpc/secure-channel.js';
export type { ServerSecurity } from './grpc/secure-listener.js';
export { type GrpcServer, type GrpcService, type OpenServerOptions, openServer } from './grpc/server.js';
export { MemoryFabric, type MemoryFabricOptions } from './memory/fabric.js';
export { type Network, perfectNetwork } from './memory/network.js';
export { MemoryPeers } from './memory/peers.js';
export { type NatsAgentCarrier, type NatsAgentOptions, natsAgentCarrier } from './nats/agent-carrier.js';
export {
  createNatsUser,
  type NatsCredentials,
  type NatsOptions,
  natsTls,
  publicKeyOf,
} from './nats/client.js';
export { NATS_FLAGS, type NatsFlagValues, type NatsLink, readNatsFlags } from './nats/flags.js';
export {
  type Admission,
  type NatsFleetCarrier,
  type NatsFleetOptions,
  natsFleetCarrier,
} from './nats/fleet-carrier.js';
export type { Jitter } from './nats/line.js';
export { type NatsPeersOptions, natsPeers } from './nats/peers.js';
export { isNatsPublicKey, type NatsServerWish, natsServerConfig } from './nats/server-config.js';
export { fleetSubjects } from './nats/subjects.js';
export type { Announcement, PeerCarrier, PeerRole } from './peers.js';
export { FleetRelay, type FleetRelayOptions } from './relay.js';
export { fleetCodec } from './wire/fleet.js';
export { type BlockCodec, blockCodec } from './wire/ledger.js';
