// Original file: proto/berth/ledger/v1/events.proto

import type { LeaderClaimed as _berth_ledger_v1_LeaderClaimed, LeaderClaimed__Output as _berth_ledger_v1_LeaderClaimed__Output } from '../../../berth/ledger/v1/LeaderClaimed.js';
import type { NodeRegistered as _berth_ledger_v1_NodeRegistered, NodeRegistered__Output as _berth_ledger_v1_NodeRegistered__Output } from '../../../berth/ledger/v1/NodeRegistered.js';
import type { NodeConnectionChanged as _berth_ledger_v1_NodeConnectionChanged, NodeConnectionChanged__Output as _berth_ledger_v1_NodeConnectionChanged__Output } from '../../../berth/ledger/v1/NodeConnectionChanged.js';
import type { NodeEligibilityChanged as _berth_ledger_v1_NodeEligibilityChanged, NodeEligibilityChanged__Output as _berth_ledger_v1_NodeEligibilityChanged__Output } from '../../../berth/ledger/v1/NodeEligibilityChanged.js';
import type { NodeRemoved as _berth_ledger_v1_NodeRemoved, NodeRemoved__Output as _berth_ledger_v1_NodeRemoved__Output } from '../../../berth/ledger/v1/NodeRemoved.js';
import type { StackApplied as _berth_ledger_v1_StackApplied, StackApplied__Output as _berth_ledger_v1_StackApplied__Output } from '../../../berth/ledger/v1/StackApplied.js';
import type { StackDeleted as _berth_ledger_v1_StackDeleted, StackDeleted__Output as _berth_ledger_v1_StackDeleted__Output } from '../../../berth/ledger/v1/StackDeleted.js';
import type { PlacementsMade as _berth_ledger_v1_PlacementsMade, PlacementsMade__Output as _berth_ledger_v1_PlacementsMade__Output } from '../../../berth/ledger/v1/PlacementsMade.js';
import type { PlacementsStopped as _berth_ledger_v1_PlacementsStopped, PlacementsStopped__Output as _berth_ledger_v1_PlacementsStopped__Output } from '../../../berth/ledger/v1/PlacementsStopped.js';
import type { PlacementsObserved as _berth_ledger_v1_PlacementsObserved, PlacementsObserved__Output as _berth_ledger_v1_PlacementsObserved__Output } from '../../../berth/ledger/v1/PlacementsObserved.js';
import type { WorkloadBlocked as _berth_ledger_v1_WorkloadBlocked, WorkloadBlocked__Output as _berth_ledger_v1_WorkloadBlocked__Output } from '../../../berth/ledger/v1/WorkloadBlocked.js';
import type { WorkloadUnblocked as _berth_ledger_v1_WorkloadUnblocked, WorkloadUnblocked__Output as _berth_ledger_v1_WorkloadUnblocked__Output } from '../../../berth/ledger/v1/WorkloadUnblocked.js';
import type { ReservationsHeld as _berth_ledger_v1_ReservationsHeld, ReservationsHeld__Output as _berth_ledger_v1_ReservationsHeld__Output } from '../../../berth/ledger/v1/ReservationsHeld.js';
import type { ReservationConfirmed as _berth_ledger_v1_ReservationConfirmed, ReservationConfirmed__Output as _berth_ledger_v1_ReservationConfirmed__Output } from '../../../berth/ledger/v1/ReservationConfirmed.js';
import type { ReservationReleased as _berth_ledger_v1_ReservationReleased, ReservationReleased__Output as _berth_ledger_v1_ReservationReleased__Output } from '../../../berth/ledger/v1/ReservationReleased.js';
import type { NominationMade as _berth_ledger_v1_NominationMade, NominationMade__Output as _berth_ledger_v1_NominationMade__Output } from '../../../berth/ledger/v1/NominationMade.js';
import type { NominationEnded as _berth_ledger_v1_NominationEnded, NominationEnded__Output as _berth_ledger_v1_NominationEnded__Output } from '../../../berth/ledger/v1/NominationEnded.js';
import type { LedgerRecovered as _berth_ledger_v1_LedgerRecovered, LedgerRecovered__Output as _berth_ledger_v1_LedgerRecovered__Output } from '../../../berth/ledger/v1/LedgerRecovered.js';
import type { RolloutBegan as _berth_ledger_v1_RolloutBegan, RolloutBegan__Output as _berth_ledger_v1_RolloutBegan__Output } from '../../../berth/ledger/v1/RolloutBegan.js';
import type { RolloutTurned as _berth_ledger_v1_RolloutTurned, RolloutTurned__Output as _berth_ledger_v1_RolloutTurned__Output } from '../../../berth/ledger/v1/RolloutTurned.js';
import type { RolloutEnded as _berth_ledger_v1_RolloutEnded, RolloutEnded__Output as _berth_ledger_v1_RolloutEnded__Output } from '../../../berth/ledger/v1/RolloutEnded.js';
import type { WorkloadWaiting as _berth_ledger_v1_WorkloadWaiting, WorkloadWaiting__Output as _berth_ledger_v1_WorkloadWaiting__Output } from '../../../berth/ledger/v1/WorkloadWaiting.js';
import type { WorkloadNeedsMet as _berth_ledger_v1_WorkloadNeedsMet, WorkloadNeedsMet__Output as _berth_ledger_v1_WorkloadNeedsMet__Output } from '../../../berth/ledger/v1/WorkloadNeedsMet.js';
import type { AuthorityTrusted as _berth_ledger_v1_AuthorityTrusted, AuthorityTrusted__Output as _berth_ledger_v1_AuthorityTrusted__Output } from '../../../berth/ledger/v1/AuthorityTrusted.js';
import type { TokenCreated as _berth_ledger_v1_TokenCreated, TokenCreated__Output as _berth_ledger_v1_TokenCreated__Output } from '../../../berth/ledger/v1/TokenCreated.js';
import type { TokenRevoked as _berth_ledger_v1_TokenRevoked, TokenRevoked__Output as _berth_ledger_v1_TokenRevoked__Output } from '../../../berth/ledger/v1/TokenRevoked.js';
import type { NodeEnrolled as _berth_ledger_v1_NodeEnrolled, NodeEnrolled__Output as _berth_ledger_v1_NodeEnrolled__Output } from '../../../berth/ledger/v1/NodeEnrolled.js';
import type { CertificateRenewed as _berth_ledger_v1_CertificateRenewed, CertificateRenewed__Output as _berth_ledger_v1_CertificateRenewed__Output } from '../../../berth/ledger/v1/CertificateRenewed.js';
import type { NodeRevoked as _berth_ledger_v1_NodeRevoked, NodeRevoked__Output as _berth_ledger_v1_NodeRevoked__Output } from '../../../berth/ledger/v1/NodeRevoked.js';
import type { NodeQuarantined as _berth_ledger_v1_NodeQuarantined, NodeQuarantined__Output as _berth_ledger_v1_NodeQuarantined__Output } from '../../../berth/ledger/v1/NodeQuarantined.js';
import type { NodeReadmitted as _berth_ledger_v1_NodeReadmitted, NodeReadmitted__Output as _berth_ledger_v1_NodeReadmitted__Output } from '../../../berth/ledger/v1/NodeReadmitted.js';
import type { NodeProfileChanged as _berth_ledger_v1_NodeProfileChanged, NodeProfileChanged__Output as _berth_ledger_v1_NodeProfileChanged__Output } from '../../../berth/ledger/v1/NodeProfileChanged.js';
import type { NodeClaimRefused as _berth_ledger_v1_NodeClaimRefused, NodeClaimRefused__Output as _berth_ledger_v1_NodeClaimRefused__Output } from '../../../berth/ledger/v1/NodeClaimRefused.js';
import type { UserSet as _berth_ledger_v1_UserSet, UserSet__Output as _berth_ledger_v1_UserSet__Output } from '../../../berth/ledger/v1/UserSet.js';
import type { UserRemoved as _berth_ledger_v1_UserRemoved, UserRemoved__Output as _berth_ledger_v1_UserRemoved__Output } from '../../../berth/ledger/v1/UserRemoved.js';
import type { UserTokenCreated as _berth_ledger_v1_UserTokenCreated, UserTokenCreated__Output as _berth_ledger_v1_UserTokenCreated__Output } from '../../../berth/ledger/v1/UserTokenCreated.js';
import type { UserTokenRevoked as _berth_ledger_v1_UserTokenRevoked, UserTokenRevoked__Output as _berth_ledger_v1_UserTokenRevoked__Output } from '../../../berth/ledger/v1/UserTokenRevoked.js';
import type { PlacementsSetAside as _berth_ledger_v1_PlacementsSetAside, PlacementsSetAside__Output as _berth_ledger_v1_PlacementsSetAside__Output } from '../../../berth/ledger/v1/PlacementsSetAside.js';
import type { PlacementsTakenBack as _berth_ledger_v1_PlacementsTakenBack, PlacementsTakenBack__Output as _berth_ledger_v1_PlacementsTakenBack__Output } from '../../../berth/ledger/v1/PlacementsTakenBack.js';
import type { ExecBegan as _berth_ledger_v1_ExecBegan, ExecBegan__Output as _berth_ledger_v1_ExecBegan__Output } from '../../../berth/ledger/v1/ExecBegan.js';

export interface Event {
  'leaderClaimed'?: (_berth_ledger_v1_LeaderClaimed | null);
  'nodeRegistered'?: (_berth_ledger_v1_NodeRegistered | null);
  'nodeConnectionChanged'?: (_berth_ledger_v1_NodeConnectionChanged | null);
  'nodeEligibilityChanged'?: (_berth_ledger_v1_NodeEligibilityChanged | null);
  'nodeRemoved'?: (_berth_ledger_v1_NodeRemoved | null);
  'stackApplied'?: (_berth_ledger_v1_StackApplied | null);
  'stackDeleted'?: (_berth_ledger_v1_StackDeleted | null);
  'placementsMade'?: (_berth_ledger_v1_PlacementsMade | null);
  'placementsStopped'?: (_berth_ledger_v1_PlacementsStopped | null);
  'placementsObserved'?: (_berth_ledger_v1_PlacementsObserved | null);
  'workloadBlocked'?: (_berth_ledger_v1_WorkloadBlocked | null);
  'workloadUnblocked'?: (_berth_ledger_v1_WorkloadUnblocked | null);
  'reservationsHeld'?: (_berth_ledger_v1_ReservationsHeld | null);
  'reservationConfirmed'?: (_berth_ledger_v1_ReservationConfirmed | null);
  'reservationReleased'?: (_berth_ledger_v1_ReservationReleased | null);
  'nominationMade'?: (_berth_ledger_v1_NominationMade | null);
  'nominationEnded'?: (_berth_ledger_v1_NominationEnded | null);
  'ledgerRecovered'?: (_berth_ledger_v1_LedgerRecovered | null);
  'rolloutBegan'?: (_berth_ledger_v1_RolloutBegan | null);
  'rolloutTurned'?: (_berth_ledger_v1_RolloutTurned | null);
  'rolloutEnded'?: (_berth_ledger_v1_RolloutEnded | null);
  'workloadWaiting'?: (_berth_ledger_v1_WorkloadWaiting | null);
  'workloadNeedsMet'?: (_berth_ledger_v1_WorkloadNeedsMet | null);
  'authorityTrusted'?: (_berth_ledger_v1_AuthorityTrusted | null);
  'tokenCreated'?: (_berth_ledger_v1_TokenCreated | null);
  'tokenRevoked'?: (_berth_ledger_v1_TokenRevoked | null);
  'nodeEnrolled'?: (_berth_ledger_v1_NodeEnrolled | null);
  'certificateRenewed'?: (_berth_ledger_v1_CertificateRenewed | null);
  'nodeRevoked'?: (_berth_ledger_v1_NodeRevoked | null);
  'nodeQuarantined'?: (_berth_ledger_v1_NodeQuarantined | null);
  'nodeReadmitted'?: (_berth_ledger_v1_NodeReadmitted | null);
  'nodeProfileChanged'?: (_berth_ledger_v1_NodeProfileChanged | null);
  'nodeClaimRefused'?: (_berth_ledger_v1_NodeClaimRefused | null);
  'userSet'?: (_berth_ledger_v1_UserSet | null);
  'userRemoved'?: (_berth_ledger_v1_UserRemoved | null);
  'userTokenCreated'?: (_berth_ledger_v1_UserTokenCreated | null);
  'userTokenRevoked'?: (_berth_ledger_v1_UserTokenRevoked | null);
  'placementsSetAside'?: (_berth_ledger_v1_PlacementsSetAside | null);
  'placementsTakenBack'?: (_berth_ledger_v1_PlacementsTakenBack | null);
<<<<<<< HEAD
  'execBegan'?: (_berth_ledger_v1_ExecBegan | null);
  'kind'?: "leaderClaimed"|"nodeRegistered"|"nodeConnectionChanged"|"nodeEligibilityChanged"|"nodeRemoved"|"stackApplied"|"stackDeleted"|"placementsMade"|"placementsStopped"|"placementsObserved"|"workloadBlocked"|"workloadUnblocked"|"reservationsHeld"|"reservationConfirmed"|"reservationReleased"|"nominationMade"|"nominationEnded"|"rolloutBegan"|"rolloutTurned"|"rolloutEnded"|"placementsSetAside"|"placementsTakenBack"|"execBegan"|"ledgerRecovered"|"authorityTrusted"|"tokenCreated"|"tokenRevoked"|"nodeEnrolled"|"certificateRenewed"|"nodeRevoked"|"nodeQuarantined"|"nodeReadmitted"|"nodeProfileChanged"|"nodeClaimRefused"|"userSet"|"userRemoved"|"userTokenCreated"|"userTokenRevoked";
=======
  'kind'?: "leaderClaimed"|"nodeRegistered"|"nodeConnectionChanged"|"nodeEligibilityChanged"|"nodeRemoved"|"stackApplied"|"stackDeleted"|"placementsMade"|"placementsStopped"|"placementsObserved"|"workloadBlocked"|"workloadUnblocked"|"reservationsHeld"|"reservationConfirmed"|"reservationReleased"|"nominationMade"|"nominationEnded"|"rolloutBegan"|"rolloutTurned"|"rolloutEnded"|"workloadWaiting"|"workloadNeedsMet"|"placementsSetAside"|"placementsTakenBack"|"ledgerRecovered"|"authorityTrusted"|"tokenCreated"|"tokenRevoked"|"nodeEnrolled"|"certificateRenewed"|"nodeRevoked"|"nodeQuarantined"|"nodeReadmitted"|"nodeProfileChanged"|"nodeClaimRefused"|"userSet"|"userRemoved"|"userTokenCreated"|"userTokenRevoked";
>>>>>>> main
}

export interface Event__Output {
  'leaderClaimed'?: (_berth_ledger_v1_LeaderClaimed__Output | null);
  'nodeRegistered'?: (_berth_ledger_v1_NodeRegistered__Output | null);
  'nodeConnectionChanged'?: (_berth_ledger_v1_NodeConnectionChanged__Output | null);
  'nodeEligibilityChanged'?: (_berth_ledger_v1_NodeEligibilityChanged__Output | null);
  'nodeRemoved'?: (_berth_ledger_v1_NodeRemoved__Output | null);
  'stackApplied'?: (_berth_ledger_v1_StackApplied__Output | null);
  'stackDeleted'?: (_berth_ledger_v1_StackDeleted__Output | null);
  'placementsMade'?: (_berth_ledger_v1_PlacementsMade__Output | null);
  'placementsStopped'?: (_berth_ledger_v1_PlacementsStopped__Output | null);
  'placementsObserved'?: (_berth_ledger_v1_PlacementsObserved__Output | null);
  'workloadBlocked'?: (_berth_ledger_v1_WorkloadBlocked__Output | null);
  'workloadUnblocked'?: (_berth_ledger_v1_WorkloadUnblocked__Output | null);
  'reservationsHeld'?: (_berth_ledger_v1_ReservationsHeld__Output | null);
  'reservationConfirmed'?: (_berth_ledger_v1_ReservationConfirmed__Output | null);
  'reservationReleased'?: (_berth_ledger_v1_ReservationReleased__Output | null);
  'nominationMade'?: (_berth_ledger_v1_NominationMade__Output | null);
  'nominationEnded'?: (_berth_ledger_v1_NominationEnded__Output | null);
  'ledgerRecovered'?: (_berth_ledger_v1_LedgerRecovered__Output | null);
  'rolloutBegan'?: (_berth_ledger_v1_RolloutBegan__Output | null);
  'rolloutTurned'?: (_berth_ledger_v1_RolloutTurned__Output | null);
  'rolloutEnded'?: (_berth_ledger_v1_RolloutEnded__Output | null);
  'workloadWaiting'?: (_berth_ledger_v1_WorkloadWaiting__Output | null);
  'workloadNeedsMet'?: (_berth_ledger_v1_WorkloadNeedsMet__Output | null);
  'authorityTrusted'?: (_berth_ledger_v1_AuthorityTrusted__Output | null);
  'tokenCreated'?: (_berth_ledger_v1_TokenCreated__Output | null);
  'tokenRevoked'?: (_berth_ledger_v1_TokenRevoked__Output | null);
  'nodeEnrolled'?: (_berth_ledger_v1_NodeEnrolled__Output | null);
  'certificateRenewed'?: (_berth_ledger_v1_CertificateRenewed__Output | null);
  'nodeRevoked'?: (_berth_ledger_v1_NodeRevoked__Output | null);
  'nodeQuarantined'?: (_berth_ledger_v1_NodeQuarantined__Output | null);
  'nodeReadmitted'?: (_berth_ledger_v1_NodeReadmitted__Output | null);
  'nodeProfileChanged'?: (_berth_ledger_v1_NodeProfileChanged__Output | null);
  'nodeClaimRefused'?: (_berth_ledger_v1_NodeClaimRefused__Output | null);
  'userSet'?: (_berth_ledger_v1_UserSet__Output | null);
  'userRemoved'?: (_berth_ledger_v1_UserRemoved__Output | null);
  'userTokenCreated'?: (_berth_ledger_v1_UserTokenCreated__Output | null);
  'userTokenRevoked'?: (_berth_ledger_v1_UserTokenRevoked__Output | null);
  'placementsSetAside'?: (_berth_ledger_v1_PlacementsSetAside__Output | null);
  'placementsTakenBack'?: (_berth_ledger_v1_PlacementsTakenBack__Output | null);
<<<<<<< HEAD
  'execBegan'?: (_berth_ledger_v1_ExecBegan__Output | null);
  'kind'?: "leaderClaimed"|"nodeRegistered"|"nodeConnectionChanged"|"nodeEligibilityChanged"|"nodeRemoved"|"stackApplied"|"stackDeleted"|"placementsMade"|"placementsStopped"|"placementsObserved"|"workloadBlocked"|"workloadUnblocked"|"reservationsHeld"|"reservationConfirmed"|"reservationReleased"|"nominationMade"|"nominationEnded"|"rolloutBegan"|"rolloutTurned"|"rolloutEnded"|"placementsSetAside"|"placementsTakenBack"|"execBegan"|"ledgerRecovered"|"authorityTrusted"|"tokenCreated"|"tokenRevoked"|"nodeEnrolled"|"certificateRenewed"|"nodeRevoked"|"nodeQuarantined"|"nodeReadmitted"|"nodeProfileChanged"|"nodeClaimRefused"|"userSet"|"userRemoved"|"userTokenCreated"|"userTokenRevoked";
=======
  'kind'?: "leaderClaimed"|"nodeRegistered"|"nodeConnectionChanged"|"nodeEligibilityChanged"|"nodeRemoved"|"stackApplied"|"stackDeleted"|"placementsMade"|"placementsStopped"|"placementsObserved"|"workloadBlocked"|"workloadUnblocked"|"reservationsHeld"|"reservationConfirmed"|"reservationReleased"|"nominationMade"|"nominationEnded"|"rolloutBegan"|"rolloutTurned"|"rolloutEnded"|"workloadWaiting"|"workloadNeedsMet"|"placementsSetAside"|"placementsTakenBack"|"ledgerRecovered"|"authorityTrusted"|"tokenCreated"|"tokenRevoked"|"nodeEnrolled"|"certificateRenewed"|"nodeRevoked"|"nodeQuarantined"|"nodeReadmitted"|"nodeProfileChanged"|"nodeClaimRefused"|"userSet"|"userRemoved"|"userTokenCreated"|"userTokenRevoked";
>>>>>>> main
}
