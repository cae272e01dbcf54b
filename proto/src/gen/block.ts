import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AgentArchive as _berth_ledger_v1_AgentArchive, AgentArchive__Output as _berth_ledger_v1_AgentArchive__Output } from './berth/ledger/v1/AgentArchive.js';
import type { AgentUpdateBegan as _berth_ledger_v1_AgentUpdateBegan, AgentUpdateBegan__Output as _berth_ledger_v1_AgentUpdateBegan__Output } from './berth/ledger/v1/AgentUpdateBegan.js';
import type { AgentUpdateEnded as _berth_ledger_v1_AgentUpdateEnded, AgentUpdateEnded__Output as _berth_ledger_v1_AgentUpdateEnded__Output } from './berth/ledger/v1/AgentUpdateEnded.js';
import type { AgentUpdateFailed as _berth_ledger_v1_AgentUpdateFailed, AgentUpdateFailed__Output as _berth_ledger_v1_AgentUpdateFailed__Output } from './berth/ledger/v1/AgentUpdateFailed.js';
import type { AgentUpdateTurned as _berth_ledger_v1_AgentUpdateTurned, AgentUpdateTurned__Output as _berth_ledger_v1_AgentUpdateTurned__Output } from './berth/ledger/v1/AgentUpdateTurned.js';
import type { AuthorityTrusted as _berth_ledger_v1_AuthorityTrusted, AuthorityTrusted__Output as _berth_ledger_v1_AuthorityTrusted__Output } from './berth/ledger/v1/AuthorityTrusted.js';
import type { Block as _berth_ledger_v1_Block, Block__Output as _berth_ledger_v1_Block__Output } from './berth/ledger/v1/Block.js';
import type { CertificateRenewed as _berth_ledger_v1_CertificateRenewed, CertificateRenewed__Output as _berth_ledger_v1_CertificateRenewed__Output } from './berth/ledger/v1/CertificateRenewed.js';
import type { DispatchStopped as _berth_ledger_v1_DispatchStopped, DispatchStopped__Output as _berth_ledger_v1_DispatchStopped__Output } from './berth/ledger/v1/DispatchStopped.js';
import type { DispatchesForgotten as _berth_ledger_v1_DispatchesForgotten, DispatchesForgotten__Output as _berth_ledger_v1_DispatchesForgotten__Output } from './berth/ledger/v1/DispatchesForgotten.js';
import type { DrainOrder as _berth_ledger_v1_DrainOrder, DrainOrder__Output as _berth_ledger_v1_DrainOrder__Output } from './berth/ledger/v1/DrainOrder.js';
import type { Event as _berth_ledger_v1_Event, Event__Output as _berth_ledger_v1_Event__Output } from './berth/ledger/v1/Event.js';
import type { ExecBegan as _berth_ledger_v1_ExecBegan, ExecBegan__Output as _berth_ledger_v1_ExecBegan__Output } from './berth/ledger/v1/ExecBegan.js';
import type { GivenUpCopy as _berth_ledger_v1_GivenUpCopy, GivenUpCopy__Output as _berth_ledger_v1_GivenUpCopy__Output } from './berth/ledger/v1/GivenUpCopy.js';
import type { HeldReservation as _berth_ledger_v1_HeldReservation, HeldReservation__Output as _berth_ledger_v1_HeldReservation__Output } from './berth/ledger/v1/HeldReservation.js';
import type { LeaderClaimed as _berth_ledger_v1_LeaderClaimed, LeaderClaimed__Output as _berth_ledger_v1_LeaderClaimed__Output } from './berth/ledger/v1/LeaderClaimed.js';
import type { LedgerRecovered as _berth_ledger_v1_LedgerRecovered, LedgerRecovered__Output as _berth_ledger_v1_LedgerRecovered__Output } from './berth/ledger/v1/LedgerRecovered.js';
import type { NodeClaimRefused as _berth_ledger_v1_NodeClaimRefused, NodeClaimRefused__Output as _berth_ledger_v1_NodeClaimRefused__Output } from './berth/ledger/v1/NodeClaimRefused.js';
import type { NodeConnectionChanged as _berth_ledger_v1_NodeConnectionChanged, NodeConnectionChanged__Output as _berth_ledger_v1_NodeConnectionChanged__Output } from './berth/ledger/v1/NodeConnectionChanged.js';
import type { NodeEligibilityChanged as _berth_ledger_v1_NodeEligibilityChanged, NodeEligibilityChanged__Output as _berth_ledger_v1_NodeEligibilityChanged__Output } from './berth/ledger/v1/NodeEligibilityChanged.js';
import type { NodeEnrolled as _berth_ledger_v1_NodeEnrolled, NodeEnrolled__Output as _berth_ledger_v1_NodeEnrolled__Output } from './berth/ledger/v1/NodeEnrolled.js';
import type { NodeProfileChanged as _berth_ledger_v1_NodeProfileChanged, NodeProfileChanged__Output as _berth_ledger_v1_NodeProfileChanged__Output } from './berth/ledger/v1/NodeProfileChanged.js';
import type { NodeQuarantined as _berth_ledger_v1_NodeQuarantined, NodeQuarantined__Output as _berth_ledger_v1_NodeQuarantined__Output } from './berth/ledger/v1/NodeQuarantined.js';
import type { NodeReadmitted as _berth_ledger_v1_NodeReadmitted, NodeReadmitted__Output as _berth_ledger_v1_NodeReadmitted__Output } from './berth/ledger/v1/NodeReadmitted.js';
import type { NodeRegistered as _berth_ledger_v1_NodeRegistered, NodeRegistered__Output as _berth_ledger_v1_NodeRegistered__Output } from './berth/ledger/v1/NodeRegistered.js';
import type { NodeRemoved as _berth_ledger_v1_NodeRemoved, NodeRemoved__Output as _berth_ledger_v1_NodeRemoved__Output } from './berth/ledger/v1/NodeRemoved.js';
import type { NodeRevoked as _berth_ledger_v1_NodeRevoked, NodeRevoked__Output as _berth_ledger_v1_NodeRevoked__Output } from './berth/ledger/v1/NodeRevoked.js';
import type { NominationEnded as _berth_ledger_v1_NominationEnded, NominationEnded__Output as _berth_ledger_v1_NominationEnded__Output } from './berth/ledger/v1/NominationEnded.js';
import type { NominationMade as _berth_ledger_v1_NominationMade, NominationMade__Output as _berth_ledger_v1_NominationMade__Output } from './berth/ledger/v1/NominationMade.js';
import type { PlacementsMade as _berth_ledger_v1_PlacementsMade, PlacementsMade__Output as _berth_ledger_v1_PlacementsMade__Output } from './berth/ledger/v1/PlacementsMade.js';
import type { PlacementsObserved as _berth_ledger_v1_PlacementsObserved, PlacementsObserved__Output as _berth_ledger_v1_PlacementsObserved__Output } from './berth/ledger/v1/PlacementsObserved.js';
import type { PlacementsResized as _berth_ledger_v1_PlacementsResized, PlacementsResized__Output as _berth_ledger_v1_PlacementsResized__Output } from './berth/ledger/v1/PlacementsResized.js';
import type { PlacementsSetAside as _berth_ledger_v1_PlacementsSetAside, PlacementsSetAside__Output as _berth_ledger_v1_PlacementsSetAside__Output } from './berth/ledger/v1/PlacementsSetAside.js';
import type { PlacementsStopped as _berth_ledger_v1_PlacementsStopped, PlacementsStopped__Output as _berth_ledger_v1_PlacementsStopped__Output } from './berth/ledger/v1/PlacementsStopped.js';
import type { PlacementsTakenBack as _berth_ledger_v1_PlacementsTakenBack, PlacementsTakenBack__Output as _berth_ledger_v1_PlacementsTakenBack__Output } from './berth/ledger/v1/PlacementsTakenBack.js';
import type { Preemptor as _berth_ledger_v1_Preemptor, Preemptor__Output as _berth_ledger_v1_Preemptor__Output } from './berth/ledger/v1/Preemptor.js';
import type { ReservationConfirmed as _berth_ledger_v1_ReservationConfirmed, ReservationConfirmed__Output as _berth_ledger_v1_ReservationConfirmed__Output } from './berth/ledger/v1/ReservationConfirmed.js';
import type { ReservationReleased as _berth_ledger_v1_ReservationReleased, ReservationReleased__Output as _berth_ledger_v1_ReservationReleased__Output } from './berth/ledger/v1/ReservationReleased.js';
import type { ReservationsHeld as _berth_ledger_v1_ReservationsHeld, ReservationsHeld__Output as _berth_ledger_v1_ReservationsHeld__Output } from './berth/ledger/v1/ReservationsHeld.js';
import type { RolloutBegan as _berth_ledger_v1_RolloutBegan, RolloutBegan__Output as _berth_ledger_v1_RolloutBegan__Output } from './berth/ledger/v1/RolloutBegan.js';
import type { RolloutEnded as _berth_ledger_v1_RolloutEnded, RolloutEnded__Output as _berth_ledger_v1_RolloutEnded__Output } from './berth/ledger/v1/RolloutEnded.js';
import type { RolloutTurned as _berth_ledger_v1_RolloutTurned, RolloutTurned__Output as _berth_ledger_v1_RolloutTurned__Output } from './berth/ledger/v1/RolloutTurned.js';
import type { SecretRemoved as _berth_ledger_v1_SecretRemoved, SecretRemoved__Output as _berth_ledger_v1_SecretRemoved__Output } from './berth/ledger/v1/SecretRemoved.js';
import type { SecretSet as _berth_ledger_v1_SecretSet, SecretSet__Output as _berth_ledger_v1_SecretSet__Output } from './berth/ledger/v1/SecretSet.js';
import type { StackApplied as _berth_ledger_v1_StackApplied, StackApplied__Output as _berth_ledger_v1_StackApplied__Output } from './berth/ledger/v1/StackApplied.js';
import type { StackDeleted as _berth_ledger_v1_StackDeleted, StackDeleted__Output as _berth_ledger_v1_StackDeleted__Output } from './berth/ledger/v1/StackDeleted.js';
import type { TokenCreated as _berth_ledger_v1_TokenCreated, TokenCreated__Output as _berth_ledger_v1_TokenCreated__Output } from './berth/ledger/v1/TokenCreated.js';
import type { TokenRevoked as _berth_ledger_v1_TokenRevoked, TokenRevoked__Output as _berth_ledger_v1_TokenRevoked__Output } from './berth/ledger/v1/TokenRevoked.js';
import type { UnmetNeed as _berth_ledger_v1_UnmetNeed, UnmetNeed__Output as _berth_ledger_v1_UnmetNeed__Output } from './berth/ledger/v1/UnmetNeed.js';
import type { UserRemoved as _berth_ledger_v1_UserRemoved, UserRemoved__Output as _berth_ledger_v1_UserRemoved__Output } from './berth/ledger/v1/UserRemoved.js';
import type { UserSet as _berth_ledger_v1_UserSet, UserSet__Output as _berth_ledger_v1_UserSet__Output } from './berth/ledger/v1/UserSet.js';
import type { UserTokenCreated as _berth_ledger_v1_UserTokenCreated, UserTokenCreated__Output as _berth_ledger_v1_UserTokenCreated__Output } from './berth/ledger/v1/UserTokenCreated.js';
import type { UserTokenRevoked as _berth_ledger_v1_UserTokenRevoked, UserTokenRevoked__Output as _berth_ledger_v1_UserTokenRevoked__Output } from './berth/ledger/v1/UserTokenRevoked.js';
import type { VolumeRemoved as _berth_ledger_v1_VolumeRemoved, VolumeRemoved__Output as _berth_ledger_v1_VolumeRemoved__Output } from './berth/ledger/v1/VolumeRemoved.js';
import type { VolumesDeleted as _berth_ledger_v1_VolumesDeleted, VolumesDeleted__Output as _berth_ledger_v1_VolumesDeleted__Output } from './berth/ledger/v1/VolumesDeleted.js';
import type { WorkloadBlocked as _berth_ledger_v1_WorkloadBlocked, WorkloadBlocked__Output as _berth_ledger_v1_WorkloadBlocked__Output } from './berth/ledger/v1/WorkloadBlocked.js';
import type { WorkloadDispatched as _berth_ledger_v1_WorkloadDispatched, WorkloadDispatched__Output as _berth_ledger_v1_WorkloadDispatched__Output } from './berth/ledger/v1/WorkloadDispatched.js';
import type { WorkloadGaveUp as _berth_ledger_v1_WorkloadGaveUp, WorkloadGaveUp__Output as _berth_ledger_v1_WorkloadGaveUp__Output } from './berth/ledger/v1/WorkloadGaveUp.js';
import type { WorkloadNeedsMet as _berth_ledger_v1_WorkloadNeedsMet, WorkloadNeedsMet__Output as _berth_ledger_v1_WorkloadNeedsMet__Output } from './berth/ledger/v1/WorkloadNeedsMet.js';
import type { WorkloadRetried as _berth_ledger_v1_WorkloadRetried, WorkloadRetried__Output as _berth_ledger_v1_WorkloadRetried__Output } from './berth/ledger/v1/WorkloadRetried.js';
import type { WorkloadUnblocked as _berth_ledger_v1_WorkloadUnblocked, WorkloadUnblocked__Output as _berth_ledger_v1_WorkloadUnblocked__Output } from './berth/ledger/v1/WorkloadUnblocked.js';
import type { WorkloadWaiting as _berth_ledger_v1_WorkloadWaiting, WorkloadWaiting__Output as _berth_ledger_v1_WorkloadWaiting__Output } from './berth/ledger/v1/WorkloadWaiting.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from './berth/model/v1/Actor.js';
import type { AgentBuild as _berth_model_v1_AgentBuild, AgentBuild__Output as _berth_model_v1_AgentBuild__Output } from './berth/model/v1/AgentBuild.js';
import type { Certificate as _berth_model_v1_Certificate, Certificate__Output as _berth_model_v1_Certificate__Output } from './berth/model/v1/Certificate.js';
import type { Claim as _berth_model_v1_Claim, Claim__Output as _berth_model_v1_Claim__Output } from './berth/model/v1/Claim.js';
import type { Device as _berth_model_v1_Device, Device__Output as _berth_model_v1_Device__Output } from './berth/model/v1/Device.js';
import type { Endpoint as _berth_model_v1_Endpoint, Endpoint__Output as _berth_model_v1_Endpoint__Output } from './berth/model/v1/Endpoint.js';
import type { FailedBuild as _berth_model_v1_FailedBuild, FailedBuild__Output as _berth_model_v1_FailedBuild__Output } from './berth/model/v1/FailedBuild.js';
import type { Grant as _berth_model_v1_Grant, Grant__Output as _berth_model_v1_Grant__Output } from './berth/model/v1/Grant.js';
import type { Inventory as _berth_model_v1_Inventory, Inventory__Output as _berth_model_v1_Inventory__Output } from './berth/model/v1/Inventory.js';
import type { InventoryAmount as _berth_model_v1_InventoryAmount, InventoryAmount__Output as _berth_model_v1_InventoryAmount__Output } from './berth/model/v1/InventoryAmount.js';
import type { NodeInfo as _berth_model_v1_NodeInfo, NodeInfo__Output as _berth_model_v1_NodeInfo__Output } from './berth/model/v1/NodeInfo.js';
import type { NodeProfile as _berth_model_v1_NodeProfile, NodeProfile__Output as _berth_model_v1_NodeProfile__Output } from './berth/model/v1/NodeProfile.js';
import type { NumberedVolume as _berth_model_v1_NumberedVolume, NumberedVolume__Output as _berth_model_v1_NumberedVolume__Output } from './berth/model/v1/NumberedVolume.js';
import type { PlacementStatus as _berth_model_v1_PlacementStatus, PlacementStatus__Output as _berth_model_v1_PlacementStatus__Output } from './berth/model/v1/PlacementStatus.js';
import type { PortRange as _berth_model_v1_PortRange, PortRange__Output as _berth_model_v1_PortRange__Output } from './berth/model/v1/PortRange.js';
import type { RejectCount as _berth_model_v1_RejectCount, RejectCount__Output as _berth_model_v1_RejectCount__Output } from './berth/model/v1/RejectCount.js';
import type { Taint as _berth_model_v1_Taint, Taint__Output as _berth_model_v1_Taint__Output } from './berth/model/v1/Taint.js';
import type { Usage as _berth_model_v1_Usage, Usage__Output as _berth_model_v1_Usage__Output } from './berth/model/v1/Usage.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  berth: {
    ledger: {
      v1: {
        AgentArchive: MessageTypeDefinition<_berth_ledger_v1_AgentArchive, _berth_ledger_v1_AgentArchive__Output>
        AgentUpdateBegan: MessageTypeDefinition<_berth_ledger_v1_AgentUpdateBegan, _berth_ledger_v1_AgentUpdateBegan__Output>
        AgentUpdateEnded: MessageTypeDefinition<_berth_ledger_v1_AgentUpdateEnded, _berth_ledger_v1_AgentUpdateEnded__Output>
        AgentUpdateFailed: MessageTypeDefinition<_berth_ledger_v1_AgentUpdateFailed, _berth_ledger_v1_AgentUpdateFailed__Output>
        AgentUpdateOutcome: EnumTypeDefinition
        AgentUpdateTurn: EnumTypeDefinition
        AgentUpdateTurned: MessageTypeDefinition<_berth_ledger_v1_AgentUpdateTurned, _berth_ledger_v1_AgentUpdateTurned__Output>
        AuthorityTrusted: MessageTypeDefinition<_berth_ledger_v1_AuthorityTrusted, _berth_ledger_v1_AuthorityTrusted__Output>
        Block: MessageTypeDefinition<_berth_ledger_v1_Block, _berth_ledger_v1_Block__Output>
        CertificateRenewed: MessageTypeDefinition<_berth_ledger_v1_CertificateRenewed, _berth_ledger_v1_CertificateRenewed__Output>
        DispatchStopped: MessageTypeDefinition<_berth_ledger_v1_DispatchStopped, _berth_ledger_v1_DispatchStopped__Output>
        DispatchesForgotten: MessageTypeDefinition<_berth_ledger_v1_DispatchesForgotten, _berth_ledger_v1_DispatchesForgotten__Output>
        DrainOrder: MessageTypeDefinition<_berth_ledger_v1_DrainOrder, _berth_ledger_v1_DrainOrder__Output>
        Event: MessageTypeDefinition<_berth_ledger_v1_Event, _berth_ledger_v1_Event__Output>
        ExecBegan: MessageTypeDefinition<_berth_ledger_v1_ExecBegan, _berth_ledger_v1_ExecBegan__Output>
        GivenUpCopy: MessageTypeDefinition<_berth_ledger_v1_GivenUpCopy, _berth_ledger_v1_GivenUpCopy__Output>
        HeldReservation: MessageTypeDefinition<_berth_ledger_v1_HeldReservation, _berth_ledger_v1_HeldReservation__Output>
        LeaderClaimed: MessageTypeDefinition<_berth_ledger_v1_LeaderClaimed, _berth_ledger_v1_LeaderClaimed__Output>
        LedgerRecovered: MessageTypeDefinition<_berth_ledger_v1_LedgerRecovered, _berth_ledger_v1_LedgerRecovered__Output>
        NeedLack: EnumTypeDefinition
        NeedState: EnumTypeDefinition
        NodeClaimRefused: MessageTypeDefinition<_berth_ledger_v1_NodeClaimRefused, _berth_ledger_v1_NodeClaimRefused__Output>
        NodeConnectionChanged: MessageTypeDefinition<_berth_ledger_v1_NodeConnectionChanged, _berth_ledger_v1_NodeConnectionChanged__Output>
        NodeEligibilityChanged: MessageTypeDefinition<_berth_ledger_v1_NodeEligibilityChanged, _berth_ledger_v1_NodeEligibilityChanged__Output>
        NodeEnrolled: MessageTypeDefinition<_berth_ledger_v1_NodeEnrolled, _berth_ledger_v1_NodeEnrolled__Output>
        NodeProfileChanged: MessageTypeDefinition<_berth_ledger_v1_NodeProfileChanged, _berth_ledger_v1_NodeProfileChanged__Output>
        NodeQuarantined: MessageTypeDefinition<_berth_ledger_v1_NodeQuarantined, _berth_ledger_v1_NodeQuarantined__Output>
        NodeReadmitted: MessageTypeDefinition<_berth_ledger_v1_NodeReadmitted, _berth_ledger_v1_NodeReadmitted__Output>
        NodeRegistered: MessageTypeDefinition<_berth_ledger_v1_NodeRegistered, _berth_ledger_v1_NodeRegistered__Output>
        NodeRemoved: MessageTypeDefinition<_berth_ledger_v1_NodeRemoved, _berth_ledger_v1_NodeRemoved__Output>
        NodeRevoked: MessageTypeDefinition<_berth_ledger_v1_NodeRevoked, _berth_ledger_v1_NodeRevoked__Output>
        NominationEnded: MessageTypeDefinition<_berth_ledger_v1_NominationEnded, _berth_ledger_v1_NominationEnded__Output>
        NominationMade: MessageTypeDefinition<_berth_ledger_v1_NominationMade, _berth_ledger_v1_NominationMade__Output>
        NominationOutcome: EnumTypeDefinition
        PlacementsMade: MessageTypeDefinition<_berth_ledger_v1_PlacementsMade, _berth_ledger_v1_PlacementsMade__Output>
        PlacementsObserved: MessageTypeDefinition<_berth_ledger_v1_PlacementsObserved, _berth_ledger_v1_PlacementsObserved__Output>
        PlacementsResized: MessageTypeDefinition<_berth_ledger_v1_PlacementsResized, _berth_ledger_v1_PlacementsResized__Output>
        PlacementsSetAside: MessageTypeDefinition<_berth_ledger_v1_PlacementsSetAside, _berth_ledger_v1_PlacementsSetAside__Output>
        PlacementsStopped: MessageTypeDefinition<_berth_ledger_v1_PlacementsStopped, _berth_ledger_v1_PlacementsStopped__Output>
        PlacementsTakenBack: MessageTypeDefinition<_berth_ledger_v1_PlacementsTakenBack, _berth_ledger_v1_PlacementsTakenBack__Output>
        Preemptor: MessageTypeDefinition<_berth_ledger_v1_Preemptor, _berth_ledger_v1_Preemptor__Output>
        RefusedClaim: EnumTypeDefinition
        ReservationConfirmed: MessageTypeDefinition<_berth_ledger_v1_ReservationConfirmed, _berth_ledger_v1_ReservationConfirmed__Output>
        ReservationReleased: MessageTypeDefinition<_berth_ledger_v1_ReservationReleased, _berth_ledger_v1_ReservationReleased__Output>
        ReservationsHeld: MessageTypeDefinition<_berth_ledger_v1_ReservationsHeld, _berth_ledger_v1_ReservationsHeld__Output>
        RolloutBegan: MessageTypeDefinition<_berth_ledger_v1_RolloutBegan, _berth_ledger_v1_RolloutBegan__Output>
        RolloutEnded: MessageTypeDefinition<_berth_ledger_v1_RolloutEnded, _berth_ledger_v1_RolloutEnded__Output>
        RolloutOutcome: EnumTypeDefinition
        RolloutTurn: EnumTypeDefinition
        RolloutTurned: MessageTypeDefinition<_berth_ledger_v1_RolloutTurned, _berth_ledger_v1_RolloutTurned__Output>
        SecretRemoved: MessageTypeDefinition<_berth_ledger_v1_SecretRemoved, _berth_ledger_v1_SecretRemoved__Output>
        SecretSet: MessageTypeDefinition<_berth_ledger_v1_SecretSet, _berth_ledger_v1_SecretSet__Output>
        StackApplied: MessageTypeDefinition<_berth_ledger_v1_StackApplied, _berth_ledger_v1_StackApplied__Output>
        StackDeleted: MessageTypeDefinition<_berth_ledger_v1_StackDeleted, _berth_ledger_v1_StackDeleted__Output>
        TokenCreated: MessageTypeDefinition<_berth_ledger_v1_TokenCreated, _berth_ledger_v1_TokenCreated__Output>
        TokenRevoked: MessageTypeDefinition<_berth_ledger_v1_TokenRevoked, _berth_ledger_v1_TokenRevoked__Output>
        UnmetNeed: MessageTypeDefinition<_berth_ledger_v1_UnmetNeed, _berth_ledger_v1_UnmetNeed__Output>
        UserRemoved: MessageTypeDefinition<_berth_ledger_v1_UserRemoved, _berth_ledger_v1_UserRemoved__Output>
        UserSet: MessageTypeDefinition<_berth_ledger_v1_UserSet, _berth_ledger_v1_UserSet__Output>
        UserTokenCreated: MessageTypeDefinition<_berth_ledger_v1_UserTokenCreated, _berth_ledger_v1_UserTokenCreated__Output>
        UserTokenRevoked: MessageTypeDefinition<_berth_ledger_v1_UserTokenRevoked, _berth_ledger_v1_UserTokenRevoked__Output>
        VolumeRemoved: MessageTypeDefinition<_berth_ledger_v1_VolumeRemoved, _berth_ledger_v1_VolumeRemoved__Output>
        VolumesDeleted: MessageTypeDefinition<_berth_ledger_v1_VolumesDeleted, _berth_ledger_v1_VolumesDeleted__Output>
        WorkloadBlocked: MessageTypeDefinition<_berth_ledger_v1_WorkloadBlocked, _berth_ledger_v1_WorkloadBlocked__Output>
        WorkloadDispatched: MessageTypeDefinition<_berth_ledger_v1_WorkloadDispatched, _berth_ledger_v1_WorkloadDispatched__Output>
        WorkloadGaveUp: MessageTypeDefinition<_berth_ledger_v1_WorkloadGaveUp, _berth_ledger_v1_WorkloadGaveUp__Output>
        WorkloadNeedsMet: MessageTypeDefinition<_berth_ledger_v1_WorkloadNeedsMet, _berth_ledger_v1_WorkloadNeedsMet__Output>
        WorkloadRetried: MessageTypeDefinition<_berth_ledger_v1_WorkloadRetried, _berth_ledger_v1_WorkloadRetried__Output>
        WorkloadUnblocked: MessageTypeDefinition<_berth_ledger_v1_WorkloadUnblocked, _berth_ledger_v1_WorkloadUnblocked__Output>
        WorkloadWaiting: MessageTypeDefinition<_berth_ledger_v1_WorkloadWaiting, _berth_ledger_v1_WorkloadWaiting__Output>
      }
    }
    model: {
      v1: {
        Actor: MessageTypeDefinition<_berth_model_v1_Actor, _berth_model_v1_Actor__Output>
        ActorKind: EnumTypeDefinition
        AgentBuild: MessageTypeDefinition<_berth_model_v1_AgentBuild, _berth_model_v1_AgentBuild__Output>
        Certificate: MessageTypeDefinition<_berth_model_v1_Certificate, _berth_model_v1_Certificate__Output>
        Claim: MessageTypeDefinition<_berth_model_v1_Claim, _berth_model_v1_Claim__Output>
        Connection: EnumTypeDefinition
        DesiredPhase: EnumTypeDefinition
        Device: MessageTypeDefinition<_berth_model_v1_Device, _berth_model_v1_Device__Output>
        Eligibility: EnumTypeDefinition
        Endpoint: MessageTypeDefinition<_berth_model_v1_Endpoint, _berth_model_v1_Endpoint__Output>
        FailedBuild: MessageTypeDefinition<_berth_model_v1_FailedBuild, _berth_model_v1_FailedBuild__Output>
        Grant: MessageTypeDefinition<_berth_model_v1_Grant, _berth_model_v1_Grant__Output>
        Inventory: MessageTypeDefinition<_berth_model_v1_Inventory, _berth_model_v1_Inventory__Output>
        InventoryAmount: MessageTypeDefinition<_berth_model_v1_InventoryAmount, _berth_model_v1_InventoryAmount__Output>
        NodeInfo: MessageTypeDefinition<_berth_model_v1_NodeInfo, _berth_model_v1_NodeInfo__Output>
        NodeProfile: MessageTypeDefinition<_berth_model_v1_NodeProfile, _berth_model_v1_NodeProfile__Output>
        NumberedVolume: MessageTypeDefinition<_berth_model_v1_NumberedVolume, _berth_model_v1_NumberedVolume__Output>
        ObservedPhase: EnumTypeDefinition
        PlacementCause: EnumTypeDefinition
        PlacementStatus: MessageTypeDefinition<_berth_model_v1_PlacementStatus, _berth_model_v1_PlacementStatus__Output>
        PortRange: MessageTypeDefinition<_berth_model_v1_PortRange, _berth_model_v1_PortRange__Output>
        RejectCount: MessageTypeDefinition<_berth_model_v1_RejectCount, _berth_model_v1_RejectCount__Output>
        RejectReason: EnumTypeDefinition
        Taint: MessageTypeDefinition<_berth_model_v1_Taint, _berth_model_v1_Taint__Output>
        TaintEffect: EnumTypeDefinition
        Usage: MessageTypeDefinition<_berth_model_v1_Usage, _berth_model_v1_Usage__Output>
      }
    }
  }
}

