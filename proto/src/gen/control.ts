import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ApplyRequest as _berth_control_v1_ApplyRequest, ApplyRequest__Output as _berth_control_v1_ApplyRequest__Output } from './berth/control/v1/ApplyRequest.js';
import type { ApplyResponse as _berth_control_v1_ApplyResponse, ApplyResponse__Output as _berth_control_v1_ApplyResponse__Output } from './berth/control/v1/ApplyResponse.js';
import type { ChainedBlock as _berth_control_v1_ChainedBlock, ChainedBlock__Output as _berth_control_v1_ChainedBlock__Output } from './berth/control/v1/ChainedBlock.js';
import type { CheckpointAbout as _berth_control_v1_CheckpointAbout, CheckpointAbout__Output as _berth_control_v1_CheckpointAbout__Output } from './berth/control/v1/CheckpointAbout.js';
import type { CheckpointEntities as _berth_control_v1_CheckpointEntities, CheckpointEntities__Output as _berth_control_v1_CheckpointEntities__Output } from './berth/control/v1/CheckpointEntities.js';
import type { CheckpointEntity as _berth_control_v1_CheckpointEntity, CheckpointEntity__Output as _berth_control_v1_CheckpointEntity__Output } from './berth/control/v1/CheckpointEntity.js';
import type { ConfirmRequest as _berth_control_v1_ConfirmRequest, ConfirmRequest__Output as _berth_control_v1_ConfirmRequest__Output } from './berth/control/v1/ConfirmRequest.js';
import type { ConfirmResponse as _berth_control_v1_ConfirmResponse, ConfirmResponse__Output as _berth_control_v1_ConfirmResponse__Output } from './berth/control/v1/ConfirmResponse.js';
import type { ControlServiceClient as _berth_control_v1_ControlServiceClient, ControlServiceDefinition as _berth_control_v1_ControlServiceDefinition } from './berth/control/v1/ControlService.js';
import type { CreateTokenRequest as _berth_control_v1_CreateTokenRequest, CreateTokenRequest__Output as _berth_control_v1_CreateTokenRequest__Output } from './berth/control/v1/CreateTokenRequest.js';
import type { CreateTokenResponse as _berth_control_v1_CreateTokenResponse, CreateTokenResponse__Output as _berth_control_v1_CreateTokenResponse__Output } from './berth/control/v1/CreateTokenResponse.js';
import type { CreateUserTokenRequest as _berth_control_v1_CreateUserTokenRequest, CreateUserTokenRequest__Output as _berth_control_v1_CreateUserTokenRequest__Output } from './berth/control/v1/CreateUserTokenRequest.js';
import type { CreateUserTokenResponse as _berth_control_v1_CreateUserTokenResponse, CreateUserTokenResponse__Output as _berth_control_v1_CreateUserTokenResponse__Output } from './berth/control/v1/CreateUserTokenResponse.js';
import type { DeleteStackRequest as _berth_control_v1_DeleteStackRequest, DeleteStackRequest__Output as _berth_control_v1_DeleteStackRequest__Output } from './berth/control/v1/DeleteStackRequest.js';
import type { DeleteStackResponse as _berth_control_v1_DeleteStackResponse, DeleteStackResponse__Output as _berth_control_v1_DeleteStackResponse__Output } from './berth/control/v1/DeleteStackResponse.js';
import type { DiagnoseRequest as _berth_control_v1_DiagnoseRequest, DiagnoseRequest__Output as _berth_control_v1_DiagnoseRequest__Output } from './berth/control/v1/DiagnoseRequest.js';
import type { DiagnoseResponse as _berth_control_v1_DiagnoseResponse, DiagnoseResponse__Output as _berth_control_v1_DiagnoseResponse__Output } from './berth/control/v1/DiagnoseResponse.js';
import type { DispatchRequest as _berth_control_v1_DispatchRequest, DispatchRequest__Output as _berth_control_v1_DispatchRequest__Output } from './berth/control/v1/DispatchRequest.js';
import type { DispatchResponse as _berth_control_v1_DispatchResponse, DispatchResponse__Output as _berth_control_v1_DispatchResponse__Output } from './berth/control/v1/DispatchResponse.js';
import type { ExecInputEnd as _berth_control_v1_ExecInputEnd, ExecInputEnd__Output as _berth_control_v1_ExecInputEnd__Output } from './berth/control/v1/ExecInputEnd.js';
import type { ExecRequest as _berth_control_v1_ExecRequest, ExecRequest__Output as _berth_control_v1_ExecRequest__Output } from './berth/control/v1/ExecRequest.js';
import type { ExecResponse as _berth_control_v1_ExecResponse, ExecResponse__Output as _berth_control_v1_ExecResponse__Output } from './berth/control/v1/ExecResponse.js';
import type { ExecSize as _berth_control_v1_ExecSize, ExecSize__Output as _berth_control_v1_ExecSize__Output } from './berth/control/v1/ExecSize.js';
import type { ExecStart as _berth_control_v1_ExecStart, ExecStart__Output as _berth_control_v1_ExecStart__Output } from './berth/control/v1/ExecStart.js';
import type { GetAgentUpdateRequest as _berth_control_v1_GetAgentUpdateRequest, GetAgentUpdateRequest__Output as _berth_control_v1_GetAgentUpdateRequest__Output } from './berth/control/v1/GetAgentUpdateRequest.js';
import type { GetAgentUpdateResponse as _berth_control_v1_GetAgentUpdateResponse, GetAgentUpdateResponse__Output as _berth_control_v1_GetAgentUpdateResponse__Output } from './berth/control/v1/GetAgentUpdateResponse.js';
import type { GetNodeRequest as _berth_control_v1_GetNodeRequest, GetNodeRequest__Output as _berth_control_v1_GetNodeRequest__Output } from './berth/control/v1/GetNodeRequest.js';
import type { GetNodeResponse as _berth_control_v1_GetNodeResponse, GetNodeResponse__Output as _berth_control_v1_GetNodeResponse__Output } from './berth/control/v1/GetNodeResponse.js';
import type { GetPlacementRequest as _berth_control_v1_GetPlacementRequest, GetPlacementRequest__Output as _berth_control_v1_GetPlacementRequest__Output } from './berth/control/v1/GetPlacementRequest.js';
import type { GetPlacementResponse as _berth_control_v1_GetPlacementResponse, GetPlacementResponse__Output as _berth_control_v1_GetPlacementResponse__Output } from './berth/control/v1/GetPlacementResponse.js';
import type { GetStackRequest as _berth_control_v1_GetStackRequest, GetStackRequest__Output as _berth_control_v1_GetStackRequest__Output } from './berth/control/v1/GetStackRequest.js';
import type { GetStackResponse as _berth_control_v1_GetStackResponse, GetStackResponse__Output as _berth_control_v1_GetStackResponse__Output } from './berth/control/v1/GetStackResponse.js';
import type { InfoRequest as _berth_control_v1_InfoRequest, InfoRequest__Output as _berth_control_v1_InfoRequest__Output } from './berth/control/v1/InfoRequest.js';
import type { InfoResponse as _berth_control_v1_InfoResponse, InfoResponse__Output as _berth_control_v1_InfoResponse__Output } from './berth/control/v1/InfoResponse.js';
import type { KeptVolume as _berth_control_v1_KeptVolume, KeptVolume__Output as _berth_control_v1_KeptVolume__Output } from './berth/control/v1/KeptVolume.js';
import type { ListCoordinatorsRequest as _berth_control_v1_ListCoordinatorsRequest, ListCoordinatorsRequest__Output as _berth_control_v1_ListCoordinatorsRequest__Output } from './berth/control/v1/ListCoordinatorsRequest.js';
import type { ListCoordinatorsResponse as _berth_control_v1_ListCoordinatorsResponse, ListCoordinatorsResponse__Output as _berth_control_v1_ListCoordinatorsResponse__Output } from './berth/control/v1/ListCoordinatorsResponse.js';
import type { ListDispatchesRequest as _berth_control_v1_ListDispatchesRequest, ListDispatchesRequest__Output as _berth_control_v1_ListDispatchesRequest__Output } from './berth/control/v1/ListDispatchesRequest.js';
import type { ListDispatchesResponse as _berth_control_v1_ListDispatchesResponse, ListDispatchesResponse__Output as _berth_control_v1_ListDispatchesResponse__Output } from './berth/control/v1/ListDispatchesResponse.js';
import type { ListEndpointsRequest as _berth_control_v1_ListEndpointsRequest, ListEndpointsRequest__Output as _berth_control_v1_ListEndpointsRequest__Output } from './berth/control/v1/ListEndpointsRequest.js';
import type { ListEndpointsResponse as _berth_control_v1_ListEndpointsResponse, ListEndpointsResponse__Output as _berth_control_v1_ListEndpointsResponse__Output } from './berth/control/v1/ListEndpointsResponse.js';
import type { ListNodesRequest as _berth_control_v1_ListNodesRequest, ListNodesRequest__Output as _berth_control_v1_ListNodesRequest__Output } from './berth/control/v1/ListNodesRequest.js';
import type { ListNodesResponse as _berth_control_v1_ListNodesResponse, ListNodesResponse__Output as _berth_control_v1_ListNodesResponse__Output } from './berth/control/v1/ListNodesResponse.js';
import type { ListPlacementsRequest as _berth_control_v1_ListPlacementsRequest, ListPlacementsRequest__Output as _berth_control_v1_ListPlacementsRequest__Output } from './berth/control/v1/ListPlacementsRequest.js';
import type { ListPlacementsResponse as _berth_control_v1_ListPlacementsResponse, ListPlacementsResponse__Output as _berth_control_v1_ListPlacementsResponse__Output } from './berth/control/v1/ListPlacementsResponse.js';
import type { ListReservationsRequest as _berth_control_v1_ListReservationsRequest, ListReservationsRequest__Output as _berth_control_v1_ListReservationsRequest__Output } from './berth/control/v1/ListReservationsRequest.js';
import type { ListReservationsResponse as _berth_control_v1_ListReservationsResponse, ListReservationsResponse__Output as _berth_control_v1_ListReservationsResponse__Output } from './berth/control/v1/ListReservationsResponse.js';
import type { ListRolloutsRequest as _berth_control_v1_ListRolloutsRequest, ListRolloutsRequest__Output as _berth_control_v1_ListRolloutsRequest__Output } from './berth/control/v1/ListRolloutsRequest.js';
import type { ListRolloutsResponse as _berth_control_v1_ListRolloutsResponse, ListRolloutsResponse__Output as _berth_control_v1_ListRolloutsResponse__Output } from './berth/control/v1/ListRolloutsResponse.js';
import type { ListSecretsRequest as _berth_control_v1_ListSecretsRequest, ListSecretsRequest__Output as _berth_control_v1_ListSecretsRequest__Output } from './berth/control/v1/ListSecretsRequest.js';
import type { ListSecretsResponse as _berth_control_v1_ListSecretsResponse, ListSecretsResponse__Output as _berth_control_v1_ListSecretsResponse__Output } from './berth/control/v1/ListSecretsResponse.js';
import type { ListStacksRequest as _berth_control_v1_ListStacksRequest, ListStacksRequest__Output as _berth_control_v1_ListStacksRequest__Output } from './berth/control/v1/ListStacksRequest.js';
import type { ListStacksResponse as _berth_control_v1_ListStacksResponse, ListStacksResponse__Output as _berth_control_v1_ListStacksResponse__Output } from './berth/control/v1/ListStacksResponse.js';
import type { ListTokensRequest as _berth_control_v1_ListTokensRequest, ListTokensRequest__Output as _berth_control_v1_ListTokensRequest__Output } from './berth/control/v1/ListTokensRequest.js';
import type { ListTokensResponse as _berth_control_v1_ListTokensResponse, ListTokensResponse__Output as _berth_control_v1_ListTokensResponse__Output } from './berth/control/v1/ListTokensResponse.js';
import type { ListUsersRequest as _berth_control_v1_ListUsersRequest, ListUsersRequest__Output as _berth_control_v1_ListUsersRequest__Output } from './berth/control/v1/ListUsersRequest.js';
import type { ListUsersResponse as _berth_control_v1_ListUsersResponse, ListUsersResponse__Output as _berth_control_v1_ListUsersResponse__Output } from './berth/control/v1/ListUsersResponse.js';
import type { ListVolumesRequest as _berth_control_v1_ListVolumesRequest, ListVolumesRequest__Output as _berth_control_v1_ListVolumesRequest__Output } from './berth/control/v1/ListVolumesRequest.js';
import type { ListVolumesResponse as _berth_control_v1_ListVolumesResponse, ListVolumesResponse__Output as _berth_control_v1_ListVolumesResponse__Output } from './berth/control/v1/ListVolumesResponse.js';
import type { LogsRequest as _berth_control_v1_LogsRequest, LogsRequest__Output as _berth_control_v1_LogsRequest__Output } from './berth/control/v1/LogsRequest.js';
import type { LogsResponse as _berth_control_v1_LogsResponse, LogsResponse__Output as _berth_control_v1_LogsResponse__Output } from './berth/control/v1/LogsResponse.js';
import type { MoveRequest as _berth_control_v1_MoveRequest, MoveRequest__Output as _berth_control_v1_MoveRequest__Output } from './berth/control/v1/MoveRequest.js';
import type { MoveResponse as _berth_control_v1_MoveResponse, MoveResponse__Output as _berth_control_v1_MoveResponse__Output } from './berth/control/v1/MoveResponse.js';
import type { Place as _berth_control_v1_Place, Place__Output as _berth_control_v1_Place__Output } from './berth/control/v1/Place.js';
import type { PlaceRequest as _berth_control_v1_PlaceRequest, PlaceRequest__Output as _berth_control_v1_PlaceRequest__Output } from './berth/control/v1/PlaceRequest.js';
import type { PlaceResponse as _berth_control_v1_PlaceResponse, PlaceResponse__Output as _berth_control_v1_PlaceResponse__Output } from './berth/control/v1/PlaceResponse.js';
import type { PlaceWish as _berth_control_v1_PlaceWish, PlaceWish__Output as _berth_control_v1_PlaceWish__Output } from './berth/control/v1/PlaceWish.js';
import type { PlanRequest as _berth_control_v1_PlanRequest, PlanRequest__Output as _berth_control_v1_PlanRequest__Output } from './berth/control/v1/PlanRequest.js';
import type { PlanResponse as _berth_control_v1_PlanResponse, PlanResponse__Output as _berth_control_v1_PlanResponse__Output } from './berth/control/v1/PlanResponse.js';
import type { Preference as _berth_control_v1_Preference, Preference__Output as _berth_control_v1_Preference__Output } from './berth/control/v1/Preference.js';
import type { ReadCheckpointRequest as _berth_control_v1_ReadCheckpointRequest, ReadCheckpointRequest__Output as _berth_control_v1_ReadCheckpointRequest__Output } from './berth/control/v1/ReadCheckpointRequest.js';
import type { ReadCheckpointResponse as _berth_control_v1_ReadCheckpointResponse, ReadCheckpointResponse__Output as _berth_control_v1_ReadCheckpointResponse__Output } from './berth/control/v1/ReadCheckpointResponse.js';
import type { ReadIndexRequest as _berth_control_v1_ReadIndexRequest, ReadIndexRequest__Output as _berth_control_v1_ReadIndexRequest__Output } from './berth/control/v1/ReadIndexRequest.js';
import type { ReadIndexResponse as _berth_control_v1_ReadIndexResponse, ReadIndexResponse__Output as _berth_control_v1_ReadIndexResponse__Output } from './berth/control/v1/ReadIndexResponse.js';
import type { ReadLedgerRequest as _berth_control_v1_ReadLedgerRequest, ReadLedgerRequest__Output as _berth_control_v1_ReadLedgerRequest__Output } from './berth/control/v1/ReadLedgerRequest.js';
import type { ReadLedgerResponse as _berth_control_v1_ReadLedgerResponse, ReadLedgerResponse__Output as _berth_control_v1_ReadLedgerResponse__Output } from './berth/control/v1/ReadLedgerResponse.js';
import type { ReadmitNodeRequest as _berth_control_v1_ReadmitNodeRequest, ReadmitNodeRequest__Output as _berth_control_v1_ReadmitNodeRequest__Output } from './berth/control/v1/ReadmitNodeRequest.js';
import type { ReadmitNodeResponse as _berth_control_v1_ReadmitNodeResponse, ReadmitNodeResponse__Output as _berth_control_v1_ReadmitNodeResponse__Output } from './berth/control/v1/ReadmitNodeResponse.js';
import type { RebalanceRequest as _berth_control_v1_RebalanceRequest, RebalanceRequest__Output as _berth_control_v1_RebalanceRequest__Output } from './berth/control/v1/RebalanceRequest.js';
import type { RebalanceResponse as _berth_control_v1_RebalanceResponse, RebalanceResponse__Output as _berth_control_v1_RebalanceResponse__Output } from './berth/control/v1/RebalanceResponse.js';
import type { RedeemTokenRequest as _berth_control_v1_RedeemTokenRequest, RedeemTokenRequest__Output as _berth_control_v1_RedeemTokenRequest__Output } from './berth/control/v1/RedeemTokenRequest.js';
import type { RedeemTokenResponse as _berth_control_v1_RedeemTokenResponse, RedeemTokenResponse__Output as _berth_control_v1_RedeemTokenResponse__Output } from './berth/control/v1/RedeemTokenResponse.js';
import type { ReleaseRequest as _berth_control_v1_ReleaseRequest, ReleaseRequest__Output as _berth_control_v1_ReleaseRequest__Output } from './berth/control/v1/ReleaseRequest.js';
import type { ReleaseResponse as _berth_control_v1_ReleaseResponse, ReleaseResponse__Output as _berth_control_v1_ReleaseResponse__Output } from './berth/control/v1/ReleaseResponse.js';
import type { RemoveNodeRequest as _berth_control_v1_RemoveNodeRequest, RemoveNodeRequest__Output as _berth_control_v1_RemoveNodeRequest__Output } from './berth/control/v1/RemoveNodeRequest.js';
import type { RemoveNodeResponse as _berth_control_v1_RemoveNodeResponse, RemoveNodeResponse__Output as _berth_control_v1_RemoveNodeResponse__Output } from './berth/control/v1/RemoveNodeResponse.js';
import type { RemoveSecretRequest as _berth_control_v1_RemoveSecretRequest, RemoveSecretRequest__Output as _berth_control_v1_RemoveSecretRequest__Output } from './berth/control/v1/RemoveSecretRequest.js';
import type { RemoveSecretResponse as _berth_control_v1_RemoveSecretResponse, RemoveSecretResponse__Output as _berth_control_v1_RemoveSecretResponse__Output } from './berth/control/v1/RemoveSecretResponse.js';
import type { RemoveUserRequest as _berth_control_v1_RemoveUserRequest, RemoveUserRequest__Output as _berth_control_v1_RemoveUserRequest__Output } from './berth/control/v1/RemoveUserRequest.js';
import type { RemoveUserResponse as _berth_control_v1_RemoveUserResponse, RemoveUserResponse__Output as _berth_control_v1_RemoveUserResponse__Output } from './berth/control/v1/RemoveUserResponse.js';
import type { RemoveVolumeRequest as _berth_control_v1_RemoveVolumeRequest, RemoveVolumeRequest__Output as _berth_control_v1_RemoveVolumeRequest__Output } from './berth/control/v1/RemoveVolumeRequest.js';
import type { RemoveVolumeResponse as _berth_control_v1_RemoveVolumeResponse, RemoveVolumeResponse__Output as _berth_control_v1_RemoveVolumeResponse__Output } from './berth/control/v1/RemoveVolumeResponse.js';
import type { RenewCertificateRequest as _berth_control_v1_RenewCertificateRequest, RenewCertificateRequest__Output as _berth_control_v1_RenewCertificateRequest__Output } from './berth/control/v1/RenewCertificateRequest.js';
import type { RenewCertificateResponse as _berth_control_v1_RenewCertificateResponse, RenewCertificateResponse__Output as _berth_control_v1_RenewCertificateResponse__Output } from './berth/control/v1/RenewCertificateResponse.js';
import type { Reservation as _berth_control_v1_Reservation, Reservation__Output as _berth_control_v1_Reservation__Output } from './berth/control/v1/Reservation.js';
import type { RetryRequest as _berth_control_v1_RetryRequest, RetryRequest__Output as _berth_control_v1_RetryRequest__Output } from './berth/control/v1/RetryRequest.js';
import type { RetryResponse as _berth_control_v1_RetryResponse, RetryResponse__Output as _berth_control_v1_RetryResponse__Output } from './berth/control/v1/RetryResponse.js';
import type { RevokeNodeRequest as _berth_control_v1_RevokeNodeRequest, RevokeNodeRequest__Output as _berth_control_v1_RevokeNodeRequest__Output } from './berth/control/v1/RevokeNodeRequest.js';
import type { RevokeNodeResponse as _berth_control_v1_RevokeNodeResponse, RevokeNodeResponse__Output as _berth_control_v1_RevokeNodeResponse__Output } from './berth/control/v1/RevokeNodeResponse.js';
import type { RevokeTokenRequest as _berth_control_v1_RevokeTokenRequest, RevokeTokenRequest__Output as _berth_control_v1_RevokeTokenRequest__Output } from './berth/control/v1/RevokeTokenRequest.js';
import type { RevokeTokenResponse as _berth_control_v1_RevokeTokenResponse, RevokeTokenResponse__Output as _berth_control_v1_RevokeTokenResponse__Output } from './berth/control/v1/RevokeTokenResponse.js';
import type { RevokeUserTokenRequest as _berth_control_v1_RevokeUserTokenRequest, RevokeUserTokenRequest__Output as _berth_control_v1_RevokeUserTokenRequest__Output } from './berth/control/v1/RevokeUserTokenRequest.js';
import type { RevokeUserTokenResponse as _berth_control_v1_RevokeUserTokenResponse, RevokeUserTokenResponse__Output as _berth_control_v1_RevokeUserTokenResponse__Output } from './berth/control/v1/RevokeUserTokenResponse.js';
import type { RolloutRequest as _berth_control_v1_RolloutRequest, RolloutRequest__Output as _berth_control_v1_RolloutRequest__Output } from './berth/control/v1/RolloutRequest.js';
import type { RolloutResponse as _berth_control_v1_RolloutResponse, RolloutResponse__Output as _berth_control_v1_RolloutResponse__Output } from './berth/control/v1/RolloutResponse.js';
import type { SetEligibilityRequest as _berth_control_v1_SetEligibilityRequest, SetEligibilityRequest__Output as _berth_control_v1_SetEligibilityRequest__Output } from './berth/control/v1/SetEligibilityRequest.js';
import type { SetEligibilityResponse as _berth_control_v1_SetEligibilityResponse, SetEligibilityResponse__Output as _berth_control_v1_SetEligibilityResponse__Output } from './berth/control/v1/SetEligibilityResponse.js';
import type { SetProfileRequest as _berth_control_v1_SetProfileRequest, SetProfileRequest__Output as _berth_control_v1_SetProfileRequest__Output } from './berth/control/v1/SetProfileRequest.js';
import type { SetProfileResponse as _berth_control_v1_SetProfileResponse, SetProfileResponse__Output as _berth_control_v1_SetProfileResponse__Output } from './berth/control/v1/SetProfileResponse.js';
import type { SetSecretRequest as _berth_control_v1_SetSecretRequest, SetSecretRequest__Output as _berth_control_v1_SetSecretRequest__Output } from './berth/control/v1/SetSecretRequest.js';
import type { SetSecretResponse as _berth_control_v1_SetSecretResponse, SetSecretResponse__Output as _berth_control_v1_SetSecretResponse__Output } from './berth/control/v1/SetSecretResponse.js';
import type { SetUserRequest as _berth_control_v1_SetUserRequest, SetUserRequest__Output as _berth_control_v1_SetUserRequest__Output } from './berth/control/v1/SetUserRequest.js';
import type { SetUserResponse as _berth_control_v1_SetUserResponse, SetUserResponse__Output as _berth_control_v1_SetUserResponse__Output } from './berth/control/v1/SetUserResponse.js';
import type { StopDispatchRequest as _berth_control_v1_StopDispatchRequest, StopDispatchRequest__Output as _berth_control_v1_StopDispatchRequest__Output } from './berth/control/v1/StopDispatchRequest.js';
import type { StopDispatchResponse as _berth_control_v1_StopDispatchResponse, StopDispatchResponse__Output as _berth_control_v1_StopDispatchResponse__Output } from './berth/control/v1/StopDispatchResponse.js';
import type { Toleration as _berth_control_v1_Toleration, Toleration__Output as _berth_control_v1_Toleration__Output } from './berth/control/v1/Toleration.js';
import type { UpdateAgentsRequest as _berth_control_v1_UpdateAgentsRequest, UpdateAgentsRequest__Output as _berth_control_v1_UpdateAgentsRequest__Output } from './berth/control/v1/UpdateAgentsRequest.js';
import type { UpdateAgentsResponse as _berth_control_v1_UpdateAgentsResponse, UpdateAgentsResponse__Output as _berth_control_v1_UpdateAgentsResponse__Output } from './berth/control/v1/UpdateAgentsResponse.js';
import type { VerifyLedgerRequest as _berth_control_v1_VerifyLedgerRequest, VerifyLedgerRequest__Output as _berth_control_v1_VerifyLedgerRequest__Output } from './berth/control/v1/VerifyLedgerRequest.js';
import type { VerifyLedgerResponse as _berth_control_v1_VerifyLedgerResponse, VerifyLedgerResponse__Output as _berth_control_v1_VerifyLedgerResponse__Output } from './berth/control/v1/VerifyLedgerResponse.js';
import type { WatchEndpointsRequest as _berth_control_v1_WatchEndpointsRequest, WatchEndpointsRequest__Output as _berth_control_v1_WatchEndpointsRequest__Output } from './berth/control/v1/WatchEndpointsRequest.js';
import type { WatchEndpointsResponse as _berth_control_v1_WatchEndpointsResponse, WatchEndpointsResponse__Output as _berth_control_v1_WatchEndpointsResponse__Output } from './berth/control/v1/WatchEndpointsResponse.js';
import type { WatchRequest as _berth_control_v1_WatchRequest, WatchRequest__Output as _berth_control_v1_WatchRequest__Output } from './berth/control/v1/WatchRequest.js';
import type { WatchResponse as _berth_control_v1_WatchResponse, WatchResponse__Output as _berth_control_v1_WatchResponse__Output } from './berth/control/v1/WatchResponse.js';
import type { WhoAmIRequest as _berth_control_v1_WhoAmIRequest, WhoAmIRequest__Output as _berth_control_v1_WhoAmIRequest__Output } from './berth/control/v1/WhoAmIRequest.js';
import type { WhoAmIResponse as _berth_control_v1_WhoAmIResponse, WhoAmIResponse__Output as _berth_control_v1_WhoAmIResponse__Output } from './berth/control/v1/WhoAmIResponse.js';
import type { WhyRequest as _berth_control_v1_WhyRequest, WhyRequest__Output as _berth_control_v1_WhyRequest__Output } from './berth/control/v1/WhyRequest.js';
import type { WhyResponse as _berth_control_v1_WhyResponse, WhyResponse__Output as _berth_control_v1_WhyResponse__Output } from './berth/control/v1/WhyResponse.js';
import type { WishResult as _berth_control_v1_WishResult, WishResult__Output as _berth_control_v1_WishResult__Output } from './berth/control/v1/WishResult.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from './berth/model/v1/Actor.js';
import type { AgentBuild as _berth_model_v1_AgentBuild, AgentBuild__Output as _berth_model_v1_AgentBuild__Output } from './berth/model/v1/AgentBuild.js';
import type { BatchRule as _berth_model_v1_BatchRule, BatchRule__Output as _berth_model_v1_BatchRule__Output } from './berth/model/v1/BatchRule.js';
import type { Certificate as _berth_model_v1_Certificate, Certificate__Output as _berth_model_v1_Certificate__Output } from './berth/model/v1/Certificate.js';
import type { Claim as _berth_model_v1_Claim, Claim__Output as _berth_model_v1_Claim__Output } from './berth/model/v1/Claim.js';
import type { ContainerArguments as _berth_model_v1_ContainerArguments, ContainerArguments__Output as _berth_model_v1_ContainerArguments__Output } from './berth/model/v1/ContainerArguments.js';
import type { ContainerMount as _berth_model_v1_ContainerMount, ContainerMount__Output as _berth_model_v1_ContainerMount__Output } from './berth/model/v1/ContainerMount.js';
import type { ContainerPort as _berth_model_v1_ContainerPort, ContainerPort__Output as _berth_model_v1_ContainerPort__Output } from './berth/model/v1/ContainerPort.js';
import type { ContainerSpec as _berth_model_v1_ContainerSpec, ContainerSpec__Output as _berth_model_v1_ContainerSpec__Output } from './berth/model/v1/ContainerSpec.js';
import type { ContainerTmpfs as _berth_model_v1_ContainerTmpfs, ContainerTmpfs__Output as _berth_model_v1_ContainerTmpfs__Output } from './berth/model/v1/ContainerTmpfs.js';
import type { Device as _berth_model_v1_Device, Device__Output as _berth_model_v1_Device__Output } from './berth/model/v1/Device.js';
import type { Endpoint as _berth_model_v1_Endpoint, Endpoint__Output as _berth_model_v1_Endpoint__Output } from './berth/model/v1/Endpoint.js';
import type { ExecProbe as _berth_model_v1_ExecProbe, ExecProbe__Output as _berth_model_v1_ExecProbe__Output } from './berth/model/v1/ExecProbe.js';
import type { FailedBuild as _berth_model_v1_FailedBuild, FailedBuild__Output as _berth_model_v1_FailedBuild__Output } from './berth/model/v1/FailedBuild.js';
import type { FailureRule as _berth_model_v1_FailureRule, FailureRule__Output as _berth_model_v1_FailureRule__Output } from './berth/model/v1/FailureRule.js';
import type { FileSpec as _berth_model_v1_FileSpec, FileSpec__Output as _berth_model_v1_FileSpec__Output } from './berth/model/v1/FileSpec.js';
import type { Grant as _berth_model_v1_Grant, Grant__Output as _berth_model_v1_Grant__Output } from './berth/model/v1/Grant.js';
import type { GrpcProbe as _berth_model_v1_GrpcProbe, GrpcProbe__Output as _berth_model_v1_GrpcProbe__Output } from './berth/model/v1/GrpcProbe.js';
import type { HealthCheck as _berth_model_v1_HealthCheck, HealthCheck__Output as _berth_model_v1_HealthCheck__Output } from './berth/model/v1/HealthCheck.js';
import type { HealthRule as _berth_model_v1_HealthRule, HealthRule__Output as _berth_model_v1_HealthRule__Output } from './berth/model/v1/HealthRule.js';
import type { Hook as _berth_model_v1_Hook, Hook__Output as _berth_model_v1_Hook__Output } from './berth/model/v1/Hook.js';
import type { HooksRule as _berth_model_v1_HooksRule, HooksRule__Output as _berth_model_v1_HooksRule__Output } from './berth/model/v1/HooksRule.js';
import type { HttpProbe as _berth_model_v1_HttpProbe, HttpProbe__Output as _berth_model_v1_HttpProbe__Output } from './berth/model/v1/HttpProbe.js';
import type { Inventory as _berth_model_v1_Inventory, Inventory__Output as _berth_model_v1_Inventory__Output } from './berth/model/v1/Inventory.js';
import type { InventoryAmount as _berth_model_v1_InventoryAmount, InventoryAmount__Output as _berth_model_v1_InventoryAmount__Output } from './berth/model/v1/InventoryAmount.js';
import type { NodeInfo as _berth_model_v1_NodeInfo, NodeInfo__Output as _berth_model_v1_NodeInfo__Output } from './berth/model/v1/NodeInfo.js';
import type { NodeProfile as _berth_model_v1_NodeProfile, NodeProfile__Output as _berth_model_v1_NodeProfile__Output } from './berth/model/v1/NodeProfile.js';
import type { NumberedVolume as _berth_model_v1_NumberedVolume, NumberedVolume__Output as _berth_model_v1_NumberedVolume__Output } from './berth/model/v1/NumberedVolume.js';
import type { PlacementStatus as _berth_model_v1_PlacementStatus, PlacementStatus__Output as _berth_model_v1_PlacementStatus__Output } from './berth/model/v1/PlacementStatus.js';
import type { PortRange as _berth_model_v1_PortRange, PortRange__Output as _berth_model_v1_PortRange__Output } from './berth/model/v1/PortRange.js';
import type { PortRequest as _berth_model_v1_PortRequest, PortRequest__Output as _berth_model_v1_PortRequest__Output } from './berth/model/v1/PortRequest.js';
import type { ProcessSpec as _berth_model_v1_ProcessSpec, ProcessSpec__Output as _berth_model_v1_ProcessSpec__Output } from './berth/model/v1/ProcessSpec.js';
import type { RejectCount as _berth_model_v1_RejectCount, RejectCount__Output as _berth_model_v1_RejectCount__Output } from './berth/model/v1/RejectCount.js';
import type { ResourceRequest as _berth_model_v1_ResourceRequest, ResourceRequest__Output as _berth_model_v1_ResourceRequest__Output } from './berth/model/v1/ResourceRequest.js';
import type { RunSpec as _berth_model_v1_RunSpec, RunSpec__Output as _berth_model_v1_RunSpec__Output } from './berth/model/v1/RunSpec.js';
import type { Schedule as _berth_model_v1_Schedule, Schedule__Output as _berth_model_v1_Schedule__Output } from './berth/model/v1/Schedule.js';
import type { Taint as _berth_model_v1_Taint, Taint__Output as _berth_model_v1_Taint__Output } from './berth/model/v1/Taint.js';
import type { TcpProbe as _berth_model_v1_TcpProbe, TcpProbe__Output as _berth_model_v1_TcpProbe__Output } from './berth/model/v1/TcpProbe.js';
import type { Usage as _berth_model_v1_Usage, Usage__Output as _berth_model_v1_Usage__Output } from './berth/model/v1/Usage.js';
import type { VolumeUse as _berth_model_v1_VolumeUse, VolumeUse__Output as _berth_model_v1_VolumeUse__Output } from './berth/model/v1/VolumeUse.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  berth: {
    control: {
      v1: {
        ApplyRequest: MessageTypeDefinition<_berth_control_v1_ApplyRequest, _berth_control_v1_ApplyRequest__Output>
        ApplyResponse: MessageTypeDefinition<_berth_control_v1_ApplyResponse, _berth_control_v1_ApplyResponse__Output>
        ChainedBlock: MessageTypeDefinition<_berth_control_v1_ChainedBlock, _berth_control_v1_ChainedBlock__Output>
        CheckpointAbout: MessageTypeDefinition<_berth_control_v1_CheckpointAbout, _berth_control_v1_CheckpointAbout__Output>
        CheckpointEntities: MessageTypeDefinition<_berth_control_v1_CheckpointEntities, _berth_control_v1_CheckpointEntities__Output>
        CheckpointEntity: MessageTypeDefinition<_berth_control_v1_CheckpointEntity, _berth_control_v1_CheckpointEntity__Output>
        ConfirmRequest: MessageTypeDefinition<_berth_control_v1_ConfirmRequest, _berth_control_v1_ConfirmRequest__Output>
        ConfirmResponse: MessageTypeDefinition<_berth_control_v1_ConfirmResponse, _berth_control_v1_ConfirmResponse__Output>
        ControlService: SubtypeConstructor<typeof grpc.Client, _berth_control_v1_ControlServiceClient> & { service: _berth_control_v1_ControlServiceDefinition }
        CreateTokenRequest: MessageTypeDefinition<_berth_control_v1_CreateTokenRequest, _berth_control_v1_CreateTokenRequest__Output>
        CreateTokenResponse: MessageTypeDefinition<_berth_control_v1_CreateTokenResponse, _berth_control_v1_CreateTokenResponse__Output>
        CreateUserTokenRequest: MessageTypeDefinition<_berth_control_v1_CreateUserTokenRequest, _berth_control_v1_CreateUserTokenRequest__Output>
        CreateUserTokenResponse: MessageTypeDefinition<_berth_control_v1_CreateUserTokenResponse, _berth_control_v1_CreateUserTokenResponse__Output>
        DeleteStackRequest: MessageTypeDefinition<_berth_control_v1_DeleteStackRequest, _berth_control_v1_DeleteStackRequest__Output>
        DeleteStackResponse: MessageTypeDefinition<_berth_control_v1_DeleteStackResponse, _berth_control_v1_DeleteStackResponse__Output>
        DiagnoseRequest: MessageTypeDefinition<_berth_control_v1_DiagnoseRequest, _berth_control_v1_DiagnoseRequest__Output>
        DiagnoseResponse: MessageTypeDefinition<_berth_control_v1_DiagnoseResponse, _berth_control_v1_DiagnoseResponse__Output>
        DispatchRequest: MessageTypeDefinition<_berth_control_v1_DispatchRequest, _berth_control_v1_DispatchRequest__Output>
        DispatchResponse: MessageTypeDefinition<_berth_control_v1_DispatchResponse, _berth_control_v1_DispatchResponse__Output>
        ExecInputEnd: MessageTypeDefinition<_berth_control_v1_ExecInputEnd, _berth_control_v1_ExecInputEnd__Output>
        ExecRequest: MessageTypeDefinition<_berth_control_v1_ExecRequest, _berth_control_v1_ExecRequest__Output>
        ExecResponse: MessageTypeDefinition<_berth_control_v1_ExecResponse, _berth_control_v1_ExecResponse__Output>
        ExecSize: MessageTypeDefinition<_berth_control_v1_ExecSize, _berth_control_v1_ExecSize__Output>
        ExecStart: MessageTypeDefinition<_berth_control_v1_ExecStart, _berth_control_v1_ExecStart__Output>
        GetAgentUpdateRequest: MessageTypeDefinition<_berth_control_v1_GetAgentUpdateRequest, _berth_control_v1_GetAgentUpdateRequest__Output>
        GetAgentUpdateResponse: MessageTypeDefinition<_berth_control_v1_GetAgentUpdateResponse, _berth_control_v1_GetAgentUpdateResponse__Output>
        GetNodeRequest: MessageTypeDefinition<_berth_control_v1_GetNodeRequest, _berth_control_v1_GetNodeRequest__Output>
        GetNodeResponse: MessageTypeDefinition<_berth_control_v1_GetNodeResponse, _berth_control_v1_GetNodeResponse__Output>
        GetPlacementRequest: MessageTypeDefinition<_berth_control_v1_GetPlacementRequest, _berth_control_v1_GetPlacementRequest__Output>
        GetPlacementResponse: MessageTypeDefinition<_berth_control_v1_GetPlacementResponse, _berth_control_v1_GetPlacementResponse__Output>
        GetStackRequest: MessageTypeDefinition<_berth_control_v1_GetStackRequest, _berth_control_v1_GetStackRequest__Output>
        GetStackResponse: MessageTypeDefinition<_berth_control_v1_GetStackResponse, _berth_control_v1_GetStackResponse__Output>
        InfoRequest: MessageTypeDefinition<_berth_control_v1_InfoRequest, _berth_control_v1_InfoRequest__Output>
        InfoResponse: MessageTypeDefinition<_berth_control_v1_InfoResponse, _berth_control_v1_InfoResponse__Output>
        KeptVolume: MessageTypeDefinition<_berth_control_v1_KeptVolume, _berth_control_v1_KeptVolume__Output>
        ListCoordinatorsRequest: MessageTypeDefinition<_berth_control_v1_ListCoordinatorsRequest, _berth_control_v1_ListCoordinatorsRequest__Output>
        ListCoordinatorsResponse: MessageTypeDefinition<_berth_control_v1_ListCoordinatorsResponse, _berth_control_v1_ListCoordinatorsResponse__Output>
        ListDispatchesRequest: MessageTypeDefinition<_berth_control_v1_ListDispatchesRequest, _berth_control_v1_ListDispatchesRequest__Output>
        ListDispatchesResponse: MessageTypeDefinition<_berth_control_v1_ListDispatchesResponse, _berth_control_v1_ListDispatchesResponse__Output>
        ListEndpointsRequest: MessageTypeDefinition<_berth_control_v1_ListEndpointsRequest, _berth_control_v1_ListEndpointsRequest__Output>
        ListEndpointsResponse: MessageTypeDefinition<_berth_control_v1_ListEndpointsResponse, _berth_control_v1_ListEndpointsResponse__Output>
        ListNodesRequest: MessageTypeDefinition<_berth_control_v1_ListNodesRequest, _berth_control_v1_ListNodesRequest__Output>
        ListNodesResponse: MessageTypeDefinition<_berth_control_v1_ListNodesResponse, _berth_control_v1_ListNodesResponse__Output>
        ListPlacementsRequest: MessageTypeDefinition<_berth_control_v1_ListPlacementsRequest, _berth_control_v1_ListPlacementsRequest__Output>
        ListPlacementsResponse: MessageTypeDefinition<_berth_control_v1_ListPlacementsResponse, _berth_control_v1_ListPlacementsResponse__Output>
        ListReservationsRequest: MessageTypeDefinition<_berth_control_v1_ListReservationsRequest, _berth_control_v1_ListReservationsRequest__Output>
        ListReservationsResponse: MessageTypeDefinition<_berth_control_v1_ListReservationsResponse, _berth_control_v1_ListReservationsResponse__Output>
        ListRolloutsRequest: MessageTypeDefinition<_berth_control_v1_ListRolloutsRequest, _berth_control_v1_ListRolloutsRequest__Output>
        ListRolloutsResponse: MessageTypeDefinition<_berth_control_v1_ListRolloutsResponse, _berth_control_v1_ListRolloutsResponse__Output>
        ListSecretsRequest: MessageTypeDefinition<_berth_control_v1_ListSecretsRequest, _berth_control_v1_ListSecretsRequest__Output>
        ListSecretsResponse: MessageTypeDefinition<_berth_control_v1_ListSecretsResponse, _berth_control_v1_ListSecretsResponse__Output>
        ListStacksRequest: MessageTypeDefinition<_berth_control_v1_ListStacksRequest, _berth_control_v1_ListStacksRequest__Output>
        ListStacksResponse: MessageTypeDefinition<_berth_control_v1_ListStacksResponse, _berth_control_v1_ListStacksResponse__Output>
        ListTokensRequest: MessageTypeDefinition<_berth_control_v1_ListTokensRequest, _berth_control_v1_ListTokensRequest__Output>
        ListTokensResponse: MessageTypeDefinition<_berth_control_v1_ListTokensResponse, _berth_control_v1_ListTokensResponse__Output>
        ListUsersRequest: MessageTypeDefinition<_berth_control_v1_ListUsersRequest, _berth_control_v1_ListUsersRequest__Output>
        ListUsersResponse: MessageTypeDefinition<_berth_control_v1_ListUsersResponse, _berth_control_v1_ListUsersResponse__Output>
        ListVolumesRequest: MessageTypeDefinition<_berth_control_v1_ListVolumesRequest, _berth_control_v1_ListVolumesRequest__Output>
        ListVolumesResponse: MessageTypeDefinition<_berth_control_v1_ListVolumesResponse, _berth_control_v1_ListVolumesResponse__Output>
        LogsRequest: MessageTypeDefinition<_berth_control_v1_LogsRequest, _berth_control_v1_LogsRequest__Output>
        LogsResponse: MessageTypeDefinition<_berth_control_v1_LogsResponse, _berth_control_v1_LogsResponse__Output>
        MoveRequest: MessageTypeDefinition<_berth_control_v1_MoveRequest, _berth_control_v1_MoveRequest__Output>
        MoveResponse: MessageTypeDefinition<_berth_control_v1_MoveResponse, _berth_control_v1_MoveResponse__Output>
        Place: MessageTypeDefinition<_berth_control_v1_Place, _berth_control_v1_Place__Output>
        PlaceRequest: MessageTypeDefinition<_berth_control_v1_PlaceRequest, _berth_control_v1_PlaceRequest__Output>
        PlaceResponse: MessageTypeDefinition<_berth_control_v1_PlaceResponse, _berth_control_v1_PlaceResponse__Output>
        PlaceWish: MessageTypeDefinition<_berth_control_v1_PlaceWish, _berth_control_v1_PlaceWish__Output>
        PlanRequest: MessageTypeDefinition<_berth_control_v1_PlanRequest, _berth_control_v1_PlanRequest__Output>
        PlanResponse: MessageTypeDefinition<_berth_control_v1_PlanResponse, _berth_control_v1_PlanResponse__Output>
        Preference: MessageTypeDefinition<_berth_control_v1_Preference, _berth_control_v1_Preference__Output>
        ReadCheckpointRequest: MessageTypeDefinition<_berth_control_v1_ReadCheckpointRequest, _berth_control_v1_ReadCheckpointRequest__Output>
        ReadCheckpointResponse: MessageTypeDefinition<_berth_control_v1_ReadCheckpointResponse, _berth_control_v1_ReadCheckpointResponse__Output>
        ReadIndexRequest: MessageTypeDefinition<_berth_control_v1_ReadIndexRequest, _berth_control_v1_ReadIndexRequest__Output>
        ReadIndexResponse: MessageTypeDefinition<_berth_control_v1_ReadIndexResponse, _berth_control_v1_ReadIndexResponse__Output>
        ReadLedgerRequest: MessageTypeDefinition<_berth_control_v1_ReadLedgerRequest, _berth_control_v1_ReadLedgerRequest__Output>
        ReadLedgerResponse: MessageTypeDefinition<_berth_control_v1_ReadLedgerResponse, _berth_control_v1_ReadLedgerResponse__Output>
        ReadmitNodeRequest: MessageTypeDefinition<_berth_control_v1_ReadmitNodeRequest, _berth_control_v1_ReadmitNodeRequest__Output>
        ReadmitNodeResponse: MessageTypeDefinition<_berth_control_v1_ReadmitNodeResponse, _berth_control_v1_ReadmitNodeResponse__Output>
        RebalanceRequest: MessageTypeDefinition<_berth_control_v1_RebalanceRequest, _berth_control_v1_RebalanceRequest__Output>
        RebalanceResponse: MessageTypeDefinition<_berth_control_v1_RebalanceResponse, _berth_control_v1_RebalanceResponse__Output>
        RedeemTokenRequest: MessageTypeDefinition<_berth_control_v1_RedeemTokenRequest, _berth_control_v1_RedeemTokenRequest__Output>
        RedeemTokenResponse: MessageTypeDefinition<_berth_control_v1_RedeemTokenResponse, _berth_control_v1_RedeemTokenResponse__Output>
        ReleaseRequest: MessageTypeDefinition<_berth_control_v1_ReleaseRequest, _berth_control_v1_ReleaseRequest__Output>
        ReleaseResponse: MessageTypeDefinition<_berth_control_v1_ReleaseResponse, _berth_control_v1_ReleaseResponse__Output>
        RemoveNodeRequest: MessageTypeDefinition<_berth_control_v1_RemoveNodeRequest, _berth_control_v1_RemoveNodeRequest__Output>
        RemoveNodeResponse: MessageTypeDefinition<_berth_control_v1_RemoveNodeResponse, _berth_control_v1_RemoveNodeResponse__Output>
        RemoveSecretRequest: MessageTypeDefinition<_berth_control_v1_RemoveSecretRequest, _berth_control_v1_RemoveSecretRequest__Output>
        RemoveSecretResponse: MessageTypeDefinition<_berth_control_v1_RemoveSecretResponse, _berth_control_v1_RemoveSecretResponse__Output>
        RemoveUserRequest: MessageTypeDefinition<_berth_control_v1_RemoveUserRequest, _berth_control_v1_RemoveUserRequest__Output>
        RemoveUserResponse: MessageTypeDefinition<_berth_control_v1_RemoveUserResponse, _berth_control_v1_RemoveUserResponse__Output>
        RemoveVolumeRequest: MessageTypeDefinition<_berth_control_v1_RemoveVolumeRequest, _berth_control_v1_RemoveVolumeRequest__Output>
        RemoveVolumeResponse: MessageTypeDefinition<_berth_control_v1_RemoveVolumeResponse, _berth_control_v1_RemoveVolumeResponse__Output>
        RenewCertificateRequest: MessageTypeDefinition<_berth_control_v1_RenewCertificateRequest, _berth_control_v1_RenewCertificateRequest__Output>
        RenewCertificateResponse: MessageTypeDefinition<_berth_control_v1_RenewCertificateResponse, _berth_control_v1_RenewCertificateResponse__Output>
        Reservation: MessageTypeDefinition<_berth_control_v1_Reservation, _berth_control_v1_Reservation__Output>
        RetryRequest: MessageTypeDefinition<_berth_control_v1_RetryRequest, _berth_control_v1_RetryRequest__Output>
        RetryResponse: MessageTypeDefinition<_berth_control_v1_RetryResponse, _berth_control_v1_RetryResponse__Output>
        RevokeNodeRequest: MessageTypeDefinition<_berth_control_v1_RevokeNodeRequest, _berth_control_v1_RevokeNodeRequest__Output>
        RevokeNodeResponse: MessageTypeDefinition<_berth_control_v1_RevokeNodeResponse, _berth_control_v1_RevokeNodeResponse__Output>
        RevokeTokenRequest: MessageTypeDefinition<_berth_control_v1_RevokeTokenRequest, _berth_control_v1_RevokeTokenRequest__Output>
        RevokeTokenResponse: MessageTypeDefinition<_berth_control_v1_RevokeTokenResponse, _berth_control_v1_RevokeTokenResponse__Output>
        RevokeUserTokenRequest: MessageTypeDefinition<_berth_control_v1_RevokeUserTokenRequest, _berth_control_v1_RevokeUserTokenRequest__Output>
        RevokeUserTokenResponse: MessageTypeDefinition<_berth_control_v1_RevokeUserTokenResponse, _berth_control_v1_RevokeUserTokenResponse__Output>
        RolloutRequest: MessageTypeDefinition<_berth_control_v1_RolloutRequest, _berth_control_v1_RolloutRequest__Output>
        RolloutResponse: MessageTypeDefinition<_berth_control_v1_RolloutResponse, _berth_control_v1_RolloutResponse__Output>
        SetEligibilityRequest: MessageTypeDefinition<_berth_control_v1_SetEligibilityRequest, _berth_control_v1_SetEligibilityRequest__Output>
        SetEligibilityResponse: MessageTypeDefinition<_berth_control_v1_SetEligibilityResponse, _berth_control_v1_SetEligibilityResponse__Output>
        SetProfileRequest: MessageTypeDefinition<_berth_control_v1_SetProfileRequest, _berth_control_v1_SetProfileRequest__Output>
        SetProfileResponse: MessageTypeDefinition<_berth_control_v1_SetProfileResponse, _berth_control_v1_SetProfileResponse__Output>
        SetSecretRequest: MessageTypeDefinition<_berth_control_v1_SetSecretRequest, _berth_control_v1_SetSecretRequest__Output>
        SetSecretResponse: MessageTypeDefinition<_berth_control_v1_SetSecretResponse, _berth_control_v1_SetSecretResponse__Output>
        SetUserRequest: MessageTypeDefinition<_berth_control_v1_SetUserRequest, _berth_control_v1_SetUserRequest__Output>
        SetUserResponse: MessageTypeDefinition<_berth_control_v1_SetUserResponse, _berth_control_v1_SetUserResponse__Output>
        StopDispatchRequest: MessageTypeDefinition<_berth_control_v1_StopDispatchRequest, _berth_control_v1_StopDispatchRequest__Output>
        StopDispatchResponse: MessageTypeDefinition<_berth_control_v1_StopDispatchResponse, _berth_control_v1_StopDispatchResponse__Output>
        Toleration: MessageTypeDefinition<_berth_control_v1_Toleration, _berth_control_v1_Toleration__Output>
        UpdateAgentsRequest: MessageTypeDefinition<_berth_control_v1_UpdateAgentsRequest, _berth_control_v1_UpdateAgentsRequest__Output>
        UpdateAgentsResponse: MessageTypeDefinition<_berth_control_v1_UpdateAgentsResponse, _berth_control_v1_UpdateAgentsResponse__Output>
        VerifyLedgerRequest: MessageTypeDefinition<_berth_control_v1_VerifyLedgerRequest, _berth_control_v1_VerifyLedgerRequest__Output>
        VerifyLedgerResponse: MessageTypeDefinition<_berth_control_v1_VerifyLedgerResponse, _berth_control_v1_VerifyLedgerResponse__Output>
        WatchEndpointsRequest: MessageTypeDefinition<_berth_control_v1_WatchEndpointsRequest, _berth_control_v1_WatchEndpointsRequest__Output>
        WatchEndpointsResponse: MessageTypeDefinition<_berth_control_v1_WatchEndpointsResponse, _berth_control_v1_WatchEndpointsResponse__Output>
        WatchRequest: MessageTypeDefinition<_berth_control_v1_WatchRequest, _berth_control_v1_WatchRequest__Output>
        WatchResponse: MessageTypeDefinition<_berth_control_v1_WatchResponse, _berth_control_v1_WatchResponse__Output>
        WhoAmIRequest: MessageTypeDefinition<_berth_control_v1_WhoAmIRequest, _berth_control_v1_WhoAmIRequest__Output>
        WhoAmIResponse: MessageTypeDefinition<_berth_control_v1_WhoAmIResponse, _berth_control_v1_WhoAmIResponse__Output>
        WhyRequest: MessageTypeDefinition<_berth_control_v1_WhyRequest, _berth_control_v1_WhyRequest__Output>
        WhyResponse: MessageTypeDefinition<_berth_control_v1_WhyResponse, _berth_control_v1_WhyResponse__Output>
        WishResult: MessageTypeDefinition<_berth_control_v1_WishResult, _berth_control_v1_WishResult__Output>
      }
    }
    model: {
      v1: {
        Actor: MessageTypeDefinition<_berth_model_v1_Actor, _berth_model_v1_Actor__Output>
        ActorKind: EnumTypeDefinition
        AgentBuild: MessageTypeDefinition<_berth_model_v1_AgentBuild, _berth_model_v1_AgentBuild__Output>
        BatchRule: MessageTypeDefinition<_berth_model_v1_BatchRule, _berth_model_v1_BatchRule__Output>
        Certificate: MessageTypeDefinition<_berth_model_v1_Certificate, _berth_model_v1_Certificate__Output>
        Claim: MessageTypeDefinition<_berth_model_v1_Claim, _berth_model_v1_Claim__Output>
        Connection: EnumTypeDefinition
        ContainerArguments: MessageTypeDefinition<_berth_model_v1_ContainerArguments, _berth_model_v1_ContainerArguments__Output>
        ContainerMount: MessageTypeDefinition<_berth_model_v1_ContainerMount, _berth_model_v1_ContainerMount__Output>
        ContainerNetwork: EnumTypeDefinition
        ContainerPort: MessageTypeDefinition<_berth_model_v1_ContainerPort, _berth_model_v1_ContainerPort__Output>
        ContainerSpec: MessageTypeDefinition<_berth_model_v1_ContainerSpec, _berth_model_v1_ContainerSpec__Output>
        ContainerTmpfs: MessageTypeDefinition<_berth_model_v1_ContainerTmpfs, _berth_model_v1_ContainerTmpfs__Output>
        DesiredPhase: EnumTypeDefinition
        Device: MessageTypeDefinition<_berth_model_v1_Device, _berth_model_v1_Device__Output>
        Eligibility: EnumTypeDefinition
        Endpoint: MessageTypeDefinition<_berth_model_v1_Endpoint, _berth_model_v1_Endpoint__Output>
        ExecProbe: MessageTypeDefinition<_berth_model_v1_ExecProbe, _berth_model_v1_ExecProbe__Output>
        FailedBuild: MessageTypeDefinition<_berth_model_v1_FailedBuild, _berth_model_v1_FailedBuild__Output>
        FailureRule: MessageTypeDefinition<_berth_model_v1_FailureRule, _berth_model_v1_FailureRule__Output>
        FileChange: EnumTypeDefinition
        FileSpec: MessageTypeDefinition<_berth_model_v1_FileSpec, _berth_model_v1_FileSpec__Output>
        Grant: MessageTypeDefinition<_berth_model_v1_Grant, _berth_model_v1_Grant__Output>
        GrpcProbe: MessageTypeDefinition<_berth_model_v1_GrpcProbe, _berth_model_v1_GrpcProbe__Output>
        HealthCheck: MessageTypeDefinition<_berth_model_v1_HealthCheck, _berth_model_v1_HealthCheck__Output>
        HealthRule: MessageTypeDefinition<_berth_model_v1_HealthRule, _berth_model_v1_HealthRule__Output>
        Hook: MessageTypeDefinition<_berth_model_v1_Hook, _berth_model_v1_Hook__Output>
        HooksRule: MessageTypeDefinition<_berth_model_v1_HooksRule, _berth_model_v1_HooksRule__Output>
        HttpProbe: MessageTypeDefinition<_berth_model_v1_HttpProbe, _berth_model_v1_HttpProbe__Output>
        Inventory: MessageTypeDefinition<_berth_model_v1_Inventory, _berth_model_v1_Inventory__Output>
        InventoryAmount: MessageTypeDefinition<_berth_model_v1_InventoryAmount, _berth_model_v1_InventoryAmount__Output>
        NodeInfo: MessageTypeDefinition<_berth_model_v1_NodeInfo, _berth_model_v1_NodeInfo__Output>
        NodeProfile: MessageTypeDefinition<_berth_model_v1_NodeProfile, _berth_model_v1_NodeProfile__Output>
        NumberedVolume: MessageTypeDefinition<_berth_model_v1_NumberedVolume, _berth_model_v1_NumberedVolume__Output>
        ObservedPhase: EnumTypeDefinition
        PlacementCause: EnumTypeDefinition
        PlacementStatus: MessageTypeDefinition<_berth_model_v1_PlacementStatus, _berth_model_v1_PlacementStatus__Output>
        PortRange: MessageTypeDefinition<_berth_model_v1_PortRange, _berth_model_v1_PortRange__Output>
        PortRequest: MessageTypeDefinition<_berth_model_v1_PortRequest, _berth_model_v1_PortRequest__Output>
        ProcessSpec: MessageTypeDefinition<_berth_model_v1_ProcessSpec, _berth_model_v1_ProcessSpec__Output>
        RejectCount: MessageTypeDefinition<_berth_model_v1_RejectCount, _berth_model_v1_RejectCount__Output>
        RejectReason: EnumTypeDefinition
        ResourceRequest: MessageTypeDefinition<_berth_model_v1_ResourceRequest, _berth_model_v1_ResourceRequest__Output>
        RunSpec: MessageTypeDefinition<_berth_model_v1_RunSpec, _berth_model_v1_RunSpec__Output>
        Schedule: MessageTypeDefinition<_berth_model_v1_Schedule, _berth_model_v1_Schedule__Output>
        ScheduleCatchUp: EnumTypeDefinition
        ScheduleOverlap: EnumTypeDefinition
        Taint: MessageTypeDefinition<_berth_model_v1_Taint, _berth_model_v1_Taint__Output>
        TaintEffect: EnumTypeDefinition
        TcpProbe: MessageTypeDefinition<_berth_model_v1_TcpProbe, _berth_model_v1_TcpProbe__Output>
        Usage: MessageTypeDefinition<_berth_model_v1_Usage, _berth_model_v1_Usage__Output>
        VolumeUse: MessageTypeDefinition<_berth_model_v1_VolumeUse, _berth_model_v1_VolumeUse__Output>
        WorkloadKind: EnumTypeDefinition
      }
    }
  }
}

