// Original file: proto/berth/control/v1/control.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ApplyRequest as _berth_control_v1_ApplyRequest, ApplyRequest__Output as _berth_control_v1_ApplyRequest__Output } from '../../../berth/control/v1/ApplyRequest.js';
import type { ApplyResponse as _berth_control_v1_ApplyResponse, ApplyResponse__Output as _berth_control_v1_ApplyResponse__Output } from '../../../berth/control/v1/ApplyResponse.js';
import type { ConfirmRequest as _berth_control_v1_ConfirmRequest, ConfirmRequest__Output as _berth_control_v1_ConfirmRequest__Output } from '../../../berth/control/v1/ConfirmRequest.js';
import type { ConfirmResponse as _berth_control_v1_ConfirmResponse, ConfirmResponse__Output as _berth_control_v1_ConfirmResponse__Output } from '../../../berth/control/v1/ConfirmResponse.js';
import type { CreateTokenRequest as _berth_control_v1_CreateTokenRequest, CreateTokenRequest__Output as _berth_control_v1_CreateTokenRequest__Output } from '../../../berth/control/v1/CreateTokenRequest.js';
import type { CreateTokenResponse as _berth_control_v1_CreateTokenResponse, CreateTokenResponse__Output as _berth_control_v1_CreateTokenResponse__Output } from '../../../berth/control/v1/CreateTokenResponse.js';
import type { CreateUserTokenRequest as _berth_control_v1_CreateUserTokenRequest, CreateUserTokenRequest__Output as _berth_control_v1_CreateUserTokenRequest__Output } from '../../../berth/control/v1/CreateUserTokenRequest.js';
import type { CreateUserTokenResponse as _berth_control_v1_CreateUserTokenResponse, CreateUserTokenResponse__Output as _berth_control_v1_CreateUserTokenResponse__Output } from '../../../berth/control/v1/CreateUserTokenResponse.js';
import type { DeleteStackRequest as _berth_control_v1_DeleteStackRequest, DeleteStackRequest__Output as _berth_control_v1_DeleteStackRequest__Output } from '../../../berth/control/v1/DeleteStackRequest.js';
import type { DeleteStackResponse as _berth_control_v1_DeleteStackResponse, DeleteStackResponse__Output as _berth_control_v1_DeleteStackResponse__Output } from '../../../berth/control/v1/DeleteStackResponse.js';
import type { DiagnoseRequest as _berth_control_v1_DiagnoseRequest, DiagnoseRequest__Output as _berth_control_v1_DiagnoseRequest__Output } from '../../../berth/control/v1/DiagnoseRequest.js';
import type { DiagnoseResponse as _berth_control_v1_DiagnoseResponse, DiagnoseResponse__Output as _berth_control_v1_DiagnoseResponse__Output } from '../../../berth/control/v1/DiagnoseResponse.js';
import type { DispatchRequest as _berth_control_v1_DispatchRequest, DispatchRequest__Output as _berth_control_v1_DispatchRequest__Output } from '../../../berth/control/v1/DispatchRequest.js';
import type { DispatchResponse as _berth_control_v1_DispatchResponse, DispatchResponse__Output as _berth_control_v1_DispatchResponse__Output } from '../../../berth/control/v1/DispatchResponse.js';
import type { ExecRequest as _berth_control_v1_ExecRequest, ExecRequest__Output as _berth_control_v1_ExecRequest__Output } from '../../../berth/control/v1/ExecRequest.js';
import type { ExecResponse as _berth_control_v1_ExecResponse, ExecResponse__Output as _berth_control_v1_ExecResponse__Output } from '../../../berth/control/v1/ExecResponse.js';
import type { GetAgentUpdateRequest as _berth_control_v1_GetAgentUpdateRequest, GetAgentUpdateRequest__Output as _berth_control_v1_GetAgentUpdateRequest__Output } from '../../../berth/control/v1/GetAgentUpdateRequest.js';
import type { GetAgentUpdateResponse as _berth_control_v1_GetAgentUpdateResponse, GetAgentUpdateResponse__Output as _berth_control_v1_GetAgentUpdateResponse__Output } from '../../../berth/control/v1/GetAgentUpdateResponse.js';
import type { GetNodeRequest as _berth_control_v1_GetNodeRequest, GetNodeRequest__Output as _berth_control_v1_GetNodeRequest__Output } from '../../../berth/control/v1/GetNodeRequest.js';
import type { GetNodeResponse as _berth_control_v1_GetNodeResponse, GetNodeResponse__Output as _berth_control_v1_GetNodeResponse__Output } from '../../../berth/control/v1/GetNodeResponse.js';
import type { GetPlacementRequest as _berth_control_v1_GetPlacementRequest, GetPlacementRequest__Output as _berth_control_v1_GetPlacementRequest__Output } from '../../../berth/control/v1/GetPlacementRequest.js';
import type { GetPlacementResponse as _berth_control_v1_GetPlacementResponse, GetPlacementResponse__Output as _berth_control_v1_GetPlacementResponse__Output } from '../../../berth/control/v1/GetPlacementResponse.js';
import type { GetStackRequest as _berth_control_v1_GetStackRequest, GetStackRequest__Output as _berth_control_v1_GetStackRequest__Output } from '../../../berth/control/v1/GetStackRequest.js';
import type { GetStackResponse as _berth_control_v1_GetStackResponse, GetStackResponse__Output as _berth_control_v1_GetStackResponse__Output } from '../../../berth/control/v1/GetStackResponse.js';
import type { InfoRequest as _berth_control_v1_InfoRequest, InfoRequest__Output as _berth_control_v1_InfoRequest__Output } from '../../../berth/control/v1/InfoRequest.js';
import type { InfoResponse as _berth_control_v1_InfoResponse, InfoResponse__Output as _berth_control_v1_InfoResponse__Output } from '../../../berth/control/v1/InfoResponse.js';
import type { ListCoordinatorsRequest as _berth_control_v1_ListCoordinatorsRequest, ListCoordinatorsRequest__Output as _berth_control_v1_ListCoordinatorsRequest__Output } from '../../../berth/control/v1/ListCoordinatorsRequest.js';
import type { ListCoordinatorsResponse as _berth_control_v1_ListCoordinatorsResponse, ListCoordinatorsResponse__Output as _berth_control_v1_ListCoordinatorsResponse__Output } from '../../../berth/control/v1/ListCoordinatorsResponse.js';
import type { ListDispatchesRequest as _berth_control_v1_ListDispatchesRequest, ListDispatchesRequest__Output as _berth_control_v1_ListDispatchesRequest__Output } from '../../../berth/control/v1/ListDispatchesRequest.js';
import type { ListDispatchesResponse as _berth_control_v1_ListDispatchesResponse, ListDispatchesResponse__Output as _berth_control_v1_ListDispatchesResponse__Output } from '../../../berth/control/v1/ListDispatchesResponse.js';
import type { ListEndpointsRequest as _berth_control_v1_ListEndpointsRequest, ListEndpointsRequest__Output as _berth_control_v1_ListEndpointsRequest__Output } from '../../../berth/control/v1/ListEndpointsRequest.js';
import type { ListEndpointsResponse as _berth_control_v1_ListEndpointsResponse, ListEndpointsResponse__Output as _berth_control_v1_ListEndpointsResponse__Output } from '../../../berth/control/v1/ListEndpointsResponse.js';
import type { ListNodesRequest as _berth_control_v1_ListNodesRequest, ListNodesRequest__Output as _berth_control_v1_ListNodesRequest__Output } from '../../../berth/control/v1/ListNodesRequest.js';
import type { ListNodesResponse as _berth_control_v1_ListNodesResponse, ListNodesResponse__Output as _berth_control_v1_ListNodesResponse__Output } from '../../../berth/control/v1/ListNodesResponse.js';
import type { ListPlacementsRequest as _berth_control_v1_ListPlacementsRequest, ListPlacementsRequest__Output as _berth_control_v1_ListPlacementsRequest__Output } from '../../../berth/control/v1/ListPlacementsRequest.js';
import type { ListPlacementsResponse as _berth_control_v1_ListPlacementsResponse, ListPlacementsResponse__Output as _berth_control_v1_ListPlacementsResponse__Output } from '../../../berth/control/v1/ListPlacementsResponse.js';
import type { ListReservationsRequest as _berth_control_v1_ListReservationsRequest, ListReservationsRequest__Output as _berth_control_v1_ListReservationsRequest__Output } from '../../../berth/control/v1/ListReservationsRequest.js';
import type { ListReservationsResponse as _berth_control_v1_ListReservationsResponse, ListReservationsResponse__Output as _berth_control_v1_ListReservationsResponse__Output } from '../../../berth/control/v1/ListReservationsResponse.js';
import type { ListRolloutsRequest as _berth_control_v1_ListRolloutsRequest, ListRolloutsRequest__Output as _berth_control_v1_ListRolloutsRequest__Output } from '../../../berth/control/v1/ListRolloutsRequest.js';
import type { ListRolloutsResponse as _berth_control_v1_ListRolloutsResponse, ListRolloutsResponse__Output as _berth_control_v1_ListRolloutsResponse__Output } from '../../../berth/control/v1/ListRolloutsResponse.js';
import type { ListSecretsRequest as _berth_control_v1_ListSecretsRequest, ListSecretsRequest__Output as _berth_control_v1_ListSecretsRequest__Output } from '../../../berth/control/v1/ListSecretsRequest.js';
import type { ListSecretsResponse as _berth_control_v1_ListSecretsResponse, ListSecretsResponse__Output as _berth_control_v1_ListSecretsResponse__Output } from '../../../berth/control/v1/ListSecretsResponse.js';
import type { ListStacksRequest as _berth_control_v1_ListStacksRequest, ListStacksRequest__Output as _berth_control_v1_ListStacksRequest__Output } from '../../../berth/control/v1/ListStacksRequest.js';
import type { ListStacksResponse as _berth_control_v1_ListStacksResponse, ListStacksResponse__Output as _berth_control_v1_ListStacksResponse__Output } from '../../../berth/control/v1/ListStacksResponse.js';
import type { ListTokensRequest as _berth_control_v1_ListTokensRequest, ListTokensRequest__Output as _berth_control_v1_ListTokensRequest__Output } from '../../../berth/control/v1/ListTokensRequest.js';
import type { ListTokensResponse as _berth_control_v1_ListTokensResponse, ListTokensResponse__Output as _berth_control_v1_ListTokensResponse__Output } from '../../../berth/control/v1/ListTokensResponse.js';
import type { ListUsersRequest as _berth_control_v1_ListUsersRequest, ListUsersRequest__Output as _berth_control_v1_ListUsersRequest__Output } from '../../../berth/control/v1/ListUsersRequest.js';
import type { ListUsersResponse as _berth_control_v1_ListUsersResponse, ListUsersResponse__Output as _berth_control_v1_ListUsersResponse__Output } from '../../../berth/control/v1/ListUsersResponse.js';
import type { ListVolumesRequest as _berth_control_v1_ListVolumesRequest, ListVolumesRequest__Output as _berth_control_v1_ListVolumesRequest__Output } from '../../../berth/control/v1/ListVolumesRequest.js';
import type { ListVolumesResponse as _berth_control_v1_ListVolumesResponse, ListVolumesResponse__Output as _berth_control_v1_ListVolumesResponse__Output } from '../../../berth/control/v1/ListVolumesResponse.js';
import type { LogsRequest as _berth_control_v1_LogsRequest, LogsRequest__Output as _berth_control_v1_LogsRequest__Output } from '../../../berth/control/v1/LogsRequest.js';
import type { LogsResponse as _berth_control_v1_LogsResponse, LogsResponse__Output as _berth_control_v1_LogsResponse__Output } from '../../../berth/control/v1/LogsResponse.js';
import type { MoveRequest as _berth_control_v1_MoveRequest, MoveRequest__Output as _berth_control_v1_MoveRequest__Output } from '../../../berth/control/v1/MoveRequest.js';
import type { MoveResponse as _berth_control_v1_MoveResponse, MoveResponse__Output as _berth_control_v1_MoveResponse__Output } from '../../../berth/control/v1/MoveResponse.js';
import type { PlaceRequest as _berth_control_v1_PlaceRequest, PlaceRequest__Output as _berth_control_v1_PlaceRequest__Output } from '../../../berth/control/v1/PlaceRequest.js';
import type { PlaceResponse as _berth_control_v1_PlaceResponse, PlaceResponse__Output as _berth_control_v1_PlaceResponse__Output } from '../../../berth/control/v1/PlaceResponse.js';
import type { PlanRequest as _berth_control_v1_PlanRequest, PlanRequest__Output as _berth_control_v1_PlanRequest__Output } from '../../../berth/control/v1/PlanRequest.js';
import type { PlanResponse as _berth_control_v1_PlanResponse, PlanResponse__Output as _berth_control_v1_PlanResponse__Output } from '../../../berth/control/v1/PlanResponse.js';
import type { ReadCheckpointRequest as _berth_control_v1_ReadCheckpointRequest, ReadCheckpointRequest__Output as _berth_control_v1_ReadCheckpointRequest__Output } from '../../../berth/control/v1/ReadCheckpointRequest.js';
import type { ReadCheckpointResponse as _berth_control_v1_ReadCheckpointResponse, ReadCheckpointResponse__Output as _berth_control_v1_ReadCheckpointResponse__Output } from '../../../berth/control/v1/ReadCheckpointResponse.js';
import type { ReadIndexRequest as _berth_control_v1_ReadIndexRequest, ReadIndexRequest__Output as _berth_control_v1_ReadIndexRequest__Output } from '../../../berth/control/v1/ReadIndexRequest.js';
import type { ReadIndexResponse as _berth_control_v1_ReadIndexResponse, ReadIndexResponse__Output as _berth_control_v1_ReadIndexResponse__Output } from '../../../berth/control/v1/ReadIndexResponse.js';
import type { ReadLedgerRequest as _berth_control_v1_ReadLedgerRequest, ReadLedgerRequest__Output as _berth_control_v1_ReadLedgerRequest__Output } from '../../../berth/control/v1/ReadLedgerRequest.js';
import type { ReadLedgerResponse as _berth_control_v1_ReadLedgerResponse, ReadLedgerResponse__Output as _berth_control_v1_ReadLedgerResponse__Output } from '../../../berth/control/v1/ReadLedgerResponse.js';
import type { ReadmitNodeRequest as _berth_control_v1_ReadmitNodeRequest, ReadmitNodeRequest__Output as _berth_control_v1_ReadmitNodeRequest__Output } from '../../../berth/control/v1/ReadmitNodeRequest.js';
import type { ReadmitNodeResponse as _berth_control_v1_ReadmitNodeResponse, ReadmitNodeResponse__Output as _berth_control_v1_ReadmitNodeResponse__Output } from '../../../berth/control/v1/ReadmitNodeResponse.js';
import type { RebalanceRequest as _berth_control_v1_RebalanceRequest, RebalanceRequest__Output as _berth_control_v1_RebalanceRequest__Output } from '../../../berth/control/v1/RebalanceRequest.js';
import type { RebalanceResponse as _berth_control_v1_RebalanceResponse, RebalanceResponse__Output as _berth_control_v1_RebalanceResponse__Output } from '../../../berth/control/v1/RebalanceResponse.js';
import type { RedeemTokenRequest as _berth_control_v1_RedeemTokenRequest, RedeemTokenRequest__Output as _berth_control_v1_RedeemTokenRequest__Output } from '../../../berth/control/v1/RedeemTokenRequest.js';
import type { RedeemTokenResponse as _berth_control_v1_RedeemTokenResponse, RedeemTokenResponse__Output as _berth_control_v1_RedeemTokenResponse__Output } from '../../../berth/control/v1/RedeemTokenResponse.js';
import type { ReleaseRequest as _berth_control_v1_ReleaseRequest, ReleaseRequest__Output as _berth_control_v1_ReleaseRequest__Output } from '../../../berth/control/v1/ReleaseRequest.js';
import type { ReleaseResponse as _berth_control_v1_ReleaseResponse, ReleaseResponse__Output as _berth_control_v1_ReleaseResponse__Output } from '../../../berth/control/v1/ReleaseResponse.js';
import type { RemoveNodeRequest as _berth_control_v1_RemoveNodeRequest, RemoveNodeRequest__Output as _berth_control_v1_RemoveNodeRequest__Output } from '../../../berth/control/v1/RemoveNodeRequest.js';
import type { RemoveNodeResponse as _berth_control_v1_RemoveNodeResponse, RemoveNodeResponse__Output as _berth_control_v1_RemoveNodeResponse__Output } from '../../../berth/control/v1/RemoveNodeResponse.js';
import type { RemoveSecretRequest as _berth_control_v1_RemoveSecretRequest, RemoveSecretRequest__Output as _berth_control_v1_RemoveSecretRequest__Output } from '../../../berth/control/v1/RemoveSecretRequest.js';
import type { RemoveSecretResponse as _berth_control_v1_RemoveSecretResponse, RemoveSecretResponse__Output as _berth_control_v1_RemoveSecretResponse__Output } from '../../../berth/control/v1/RemoveSecretResponse.js';
import type { RemoveUserRequest as _berth_control_v1_RemoveUserRequest, RemoveUserRequest__Output as _berth_control_v1_RemoveUserRequest__Output } from '../../../berth/control/v1/RemoveUserRequest.js';
import type { RemoveUserResponse as _berth_control_v1_RemoveUserResponse, RemoveUserResponse__Output as _berth_control_v1_RemoveUserResponse__Output } from '../../../berth/control/v1/RemoveUserResponse.js';
import type { RemoveVolumeRequest as _berth_control_v1_RemoveVolumeRequest, RemoveVolumeRequest__Output as _berth_control_v1_RemoveVolumeRequest__Output } from '../../../berth/control/v1/RemoveVolumeRequest.js';
import type { RemoveVolumeResponse as _berth_control_v1_RemoveVolumeResponse, RemoveVolumeResponse__Output as _berth_control_v1_RemoveVolumeResponse__Output } from '../../../berth/control/v1/RemoveVolumeResponse.js';
import type { RenewCertificateRequest as _berth_control_v1_RenewCertificateRequest, RenewCertificateRequest__Output as _berth_control_v1_RenewCertificateRequest__Output } from '../../../berth/control/v1/RenewCertificateRequest.js';
import type { RenewCertificateResponse as _berth_control_v1_RenewCertificateResponse, RenewCertificateResponse__Output as _berth_control_v1_RenewCertificateResponse__Output } from '../../../berth/control/v1/RenewCertificateResponse.js';
import type { RetryRequest as _berth_control_v1_RetryRequest, RetryRequest__Output as _berth_control_v1_RetryRequest__Output } from '../../../berth/control/v1/RetryRequest.js';
import type { RetryResponse as _berth_control_v1_RetryResponse, RetryResponse__Output as _berth_control_v1_RetryResponse__Output } from '../../../berth/control/v1/RetryResponse.js';
import type { RevokeNodeRequest as _berth_control_v1_RevokeNodeRequest, RevokeNodeRequest__Output as _berth_control_v1_RevokeNodeRequest__Output } from '../../../berth/control/v1/RevokeNodeRequest.js';
import type { RevokeNodeResponse as _berth_control_v1_RevokeNodeResponse, RevokeNodeResponse__Output as _berth_control_v1_RevokeNodeResponse__Output } from '../../../berth/control/v1/RevokeNodeResponse.js';
import type { RevokeTokenRequest as _berth_control_v1_RevokeTokenRequest, RevokeTokenRequest__Output as _berth_control_v1_RevokeTokenRequest__Output } from '../../../berth/control/v1/RevokeTokenRequest.js';
import type { RevokeTokenResponse as _berth_control_v1_RevokeTokenResponse, RevokeTokenResponse__Output as _berth_control_v1_RevokeTokenResponse__Output } from '../../../berth/control/v1/RevokeTokenResponse.js';
import type { RevokeUserTokenRequest as _berth_control_v1_RevokeUserTokenRequest, RevokeUserTokenRequest__Output as _berth_control_v1_RevokeUserTokenRequest__Output } from '../../../berth/control/v1/RevokeUserTokenRequest.js';
import type { RevokeUserTokenResponse as _berth_control_v1_RevokeUserTokenResponse, RevokeUserTokenResponse__Output as _berth_control_v1_RevokeUserTokenResponse__Output } from '../../../berth/control/v1/RevokeUserTokenResponse.js';
import type { RolloutRequest as _berth_control_v1_RolloutRequest, RolloutRequest__Output as _berth_control_v1_RolloutRequest__Output } from '../../../berth/control/v1/RolloutRequest.js';
import type { RolloutResponse as _berth_control_v1_RolloutResponse, RolloutResponse__Output as _berth_control_v1_RolloutResponse__Output } from '../../../berth/control/v1/RolloutResponse.js';
import type { SetEligibilityRequest as _berth_control_v1_SetEligibilityRequest, SetEligibilityRequest__Output as _berth_control_v1_SetEligibilityRequest__Output } from '../../../berth/control/v1/SetEligibilityRequest.js';
import type { SetEligibilityResponse as _berth_control_v1_SetEligibilityResponse, SetEligibilityResponse__Output as _berth_control_v1_SetEligibilityResponse__Output } from '../../../berth/control/v1/SetEligibilityResponse.js';
import type { SetProfileRequest as _berth_control_v1_SetProfileRequest, SetProfileRequest__Output as _berth_control_v1_SetProfileRequest__Output } from '../../../berth/control/v1/SetProfileRequest.js';
import type { SetProfileResponse as _berth_control_v1_SetProfileResponse, SetProfileResponse__Output as _berth_control_v1_SetProfileResponse__Output } from '../../../berth/control/v1/SetProfileResponse.js';
import type { SetSecretRequest as _berth_control_v1_SetSecretRequest, SetSecretRequest__Output as _berth_control_v1_SetSecretRequest__Output } from '../../../berth/control/v1/SetSecretRequest.js';
import type { SetSecretResponse as _berth_control_v1_SetSecretResponse, SetSecretResponse__Output as _berth_control_v1_SetSecretResponse__Output } from '../../../berth/control/v1/SetSecretResponse.js';
import type { SetUserRequest as _berth_control_v1_SetUserRequest, SetUserRequest__Output as _berth_control_v1_SetUserRequest__Output } from '../../../berth/control/v1/SetUserRequest.js';
import type { SetUserResponse as _berth_control_v1_SetUserResponse, SetUserResponse__Output as _berth_control_v1_SetUserResponse__Output } from '../../../berth/control/v1/SetUserResponse.js';
import type { StopDispatchRequest as _berth_control_v1_StopDispatchRequest, StopDispatchRequest__Output as _berth_control_v1_StopDispatchRequest__Output } from '../../../berth/control/v1/StopDispatchRequest.js';
import type { StopDispatchResponse as _berth_control_v1_StopDispatchResponse, StopDispatchResponse__Output as _berth_control_v1_StopDispatchResponse__Output } from '../../../berth/control/v1/StopDispatchResponse.js';
import type { UpdateAgentsRequest as _berth_control_v1_UpdateAgentsRequest, UpdateAgentsRequest__Output as _berth_control_v1_UpdateAgentsRequest__Output } from '../../../berth/control/v1/UpdateAgentsRequest.js';
import type { UpdateAgentsResponse as _berth_control_v1_UpdateAgentsResponse, UpdateAgentsResponse__Output as _berth_control_v1_UpdateAgentsResponse__Output } from '../../../berth/control/v1/UpdateAgentsResponse.js';
import type { VerifyLedgerRequest as _berth_control_v1_VerifyLedgerRequest, VerifyLedgerRequest__Output as _berth_control_v1_VerifyLedgerRequest__Output } from '../../../berth/control/v1/VerifyLedgerRequest.js';
import type { VerifyLedgerResponse as _berth_control_v1_VerifyLedgerResponse, VerifyLedgerResponse__Output as _berth_control_v1_VerifyLedgerResponse__Output } from '../../../berth/control/v1/VerifyLedgerResponse.js';
import type { WatchEndpointsRequest as _berth_control_v1_WatchEndpointsRequest, WatchEndpointsRequest__Output as _berth_control_v1_WatchEndpointsRequest__Output } from '../../../berth/control/v1/WatchEndpointsRequest.js';
import type { WatchEndpointsResponse as _berth_control_v1_WatchEndpointsResponse, WatchEndpointsResponse__Output as _berth_control_v1_WatchEndpointsResponse__Output } from '../../../berth/control/v1/WatchEndpointsResponse.js';
import type { WatchRequest as _berth_control_v1_WatchRequest, WatchRequest__Output as _berth_control_v1_WatchRequest__Output } from '../../../berth/control/v1/WatchRequest.js';
import type { WatchResponse as _berth_control_v1_WatchResponse, WatchResponse__Output as _berth_control_v1_WatchResponse__Output } from '../../../berth/control/v1/WatchResponse.js';
import type { WhoAmIRequest as _berth_control_v1_WhoAmIRequest, WhoAmIRequest__Output as _berth_control_v1_WhoAmIRequest__Output } from '../../../berth/control/v1/WhoAmIRequest.js';
import type { WhoAmIResponse as _berth_control_v1_WhoAmIResponse, WhoAmIResponse__Output as _berth_control_v1_WhoAmIResponse__Output } from '../../../berth/control/v1/WhoAmIResponse.js';
import type { WhyRequest as _berth_control_v1_WhyRequest, WhyRequest__Output as _berth_control_v1_WhyRequest__Output } from '../../../berth/control/v1/WhyRequest.js';
import type { WhyResponse as _berth_control_v1_WhyResponse, WhyResponse__Output as _berth_control_v1_WhyResponse__Output } from '../../../berth/control/v1/WhyResponse.js';

export interface ControlServiceClient extends grpc.Client {
  Apply(argument: _berth_control_v1_ApplyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  Apply(argument: _berth_control_v1_ApplyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  Apply(argument: _berth_control_v1_ApplyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  Apply(argument: _berth_control_v1_ApplyRequest, callback: grpc.requestCallback<_berth_control_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  apply(argument: _berth_control_v1_ApplyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  apply(argument: _berth_control_v1_ApplyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  apply(argument: _berth_control_v1_ApplyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  apply(argument: _berth_control_v1_ApplyRequest, callback: grpc.requestCallback<_berth_control_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  
  Confirm(argument: _berth_control_v1_ConfirmRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ConfirmResponse__Output>): grpc.ClientUnaryCall;
  Confirm(argument: _berth_control_v1_ConfirmRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ConfirmResponse__Output>): grpc.ClientUnaryCall;
  Confirm(argument: _berth_control_v1_ConfirmRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ConfirmResponse__Output>): grpc.ClientUnaryCall;
  Confirm(argument: _berth_control_v1_ConfirmRequest, callback: grpc.requestCallback<_berth_control_v1_ConfirmResponse__Output>): grpc.ClientUnaryCall;
  confirm(argument: _berth_control_v1_ConfirmRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ConfirmResponse__Output>): grpc.ClientUnaryCall;
  confirm(argument: _berth_control_v1_ConfirmRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ConfirmResponse__Output>): grpc.ClientUnaryCall;
  confirm(argument: _berth_control_v1_ConfirmRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ConfirmResponse__Output>): grpc.ClientUnaryCall;
  confirm(argument: _berth_control_v1_ConfirmRequest, callback: grpc.requestCallback<_berth_control_v1_ConfirmResponse__Output>): grpc.ClientUnaryCall;
  
  CreateToken(argument: _berth_control_v1_CreateTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _berth_control_v1_CreateTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _berth_control_v1_CreateTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _berth_control_v1_CreateTokenRequest, callback: grpc.requestCallback<_berth_control_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _berth_control_v1_CreateTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _berth_control_v1_CreateTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _berth_control_v1_CreateTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _berth_control_v1_CreateTokenRequest, callback: grpc.requestCallback<_berth_control_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  
  CreateUserToken(argument: _berth_control_v1_CreateUserTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_CreateUserTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateUserToken(argument: _berth_control_v1_CreateUserTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_CreateUserTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateUserToken(argument: _berth_control_v1_CreateUserTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_CreateUserTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateUserToken(argument: _berth_control_v1_CreateUserTokenRequest, callback: grpc.requestCallback<_berth_control_v1_CreateUserTokenResponse__Output>): grpc.ClientUnaryCall;
  createUserToken(argument: _berth_control_v1_CreateUserTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_CreateUserTokenResponse__Output>): grpc.ClientUnaryCall;
  createUserToken(argument: _berth_control_v1_CreateUserTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_CreateUserTokenResponse__Output>): grpc.ClientUnaryCall;
  createUserToken(argument: _berth_control_v1_CreateUserTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_CreateUserTokenResponse__Output>): grpc.ClientUnaryCall;
  createUserToken(argument: _berth_control_v1_CreateUserTokenRequest, callback: grpc.requestCallback<_berth_control_v1_CreateUserTokenResponse__Output>): grpc.ClientUnaryCall;
  
  DeleteStack(argument: _berth_control_v1_DeleteStackRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DeleteStackResponse__Output>): grpc.ClientUnaryCall;
  DeleteStack(argument: _berth_control_v1_DeleteStackRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_DeleteStackResponse__Output>): grpc.ClientUnaryCall;
  DeleteStack(argument: _berth_control_v1_DeleteStackRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DeleteStackResponse__Output>): grpc.ClientUnaryCall;
  DeleteStack(argument: _berth_control_v1_DeleteStackRequest, callback: grpc.requestCallback<_berth_control_v1_DeleteStackResponse__Output>): grpc.ClientUnaryCall;
  deleteStack(argument: _berth_control_v1_DeleteStackRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DeleteStackResponse__Output>): grpc.ClientUnaryCall;
  deleteStack(argument: _berth_control_v1_DeleteStackRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_DeleteStackResponse__Output>): grpc.ClientUnaryCall;
  deleteStack(argument: _berth_control_v1_DeleteStackRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DeleteStackResponse__Output>): grpc.ClientUnaryCall;
  deleteStack(argument: _berth_control_v1_DeleteStackRequest, callback: grpc.requestCallback<_berth_control_v1_DeleteStackResponse__Output>): grpc.ClientUnaryCall;
  
  Diagnose(argument: _berth_control_v1_DiagnoseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  Diagnose(argument: _berth_control_v1_DiagnoseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  Diagnose(argument: _berth_control_v1_DiagnoseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  Diagnose(argument: _berth_control_v1_DiagnoseRequest, callback: grpc.requestCallback<_berth_control_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  diagnose(argument: _berth_control_v1_DiagnoseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  diagnose(argument: _berth_control_v1_DiagnoseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  diagnose(argument: _berth_control_v1_DiagnoseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  diagnose(argument: _berth_control_v1_DiagnoseRequest, callback: grpc.requestCallback<_berth_control_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  
  Dispatch(argument: _berth_control_v1_DispatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DispatchResponse__Output>): grpc.ClientUnaryCall;
  Dispatch(argument: _berth_control_v1_DispatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_DispatchResponse__Output>): grpc.ClientUnaryCall;
  Dispatch(argument: _berth_control_v1_DispatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DispatchResponse__Output>): grpc.ClientUnaryCall;
  Dispatch(argument: _berth_control_v1_DispatchRequest, callback: grpc.requestCallback<_berth_control_v1_DispatchResponse__Output>): grpc.ClientUnaryCall;
  dispatch(argument: _berth_control_v1_DispatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DispatchResponse__Output>): grpc.ClientUnaryCall;
  dispatch(argument: _berth_control_v1_DispatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_DispatchResponse__Output>): grpc.ClientUnaryCall;
  dispatch(argument: _berth_control_v1_DispatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_DispatchResponse__Output>): grpc.ClientUnaryCall;
  dispatch(argument: _berth_control_v1_DispatchRequest, callback: grpc.requestCallback<_berth_control_v1_DispatchResponse__Output>): grpc.ClientUnaryCall;
  
  Exec(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_berth_control_v1_ExecRequest, _berth_control_v1_ExecResponse__Output>;
  Exec(options?: grpc.CallOptions): grpc.ClientDuplexStream<_berth_control_v1_ExecRequest, _berth_control_v1_ExecResponse__Output>;
  exec(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_berth_control_v1_ExecRequest, _berth_control_v1_ExecResponse__Output>;
  exec(options?: grpc.CallOptions): grpc.ClientDuplexStream<_berth_control_v1_ExecRequest, _berth_control_v1_ExecResponse__Output>;
  
  GetAgentUpdate(argument: _berth_control_v1_GetAgentUpdateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetAgentUpdateResponse__Output>): grpc.ClientUnaryCall;
  GetAgentUpdate(argument: _berth_control_v1_GetAgentUpdateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_GetAgentUpdateResponse__Output>): grpc.ClientUnaryCall;
  GetAgentUpdate(argument: _berth_control_v1_GetAgentUpdateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetAgentUpdateResponse__Output>): grpc.ClientUnaryCall;
  GetAgentUpdate(argument: _berth_control_v1_GetAgentUpdateRequest, callback: grpc.requestCallback<_berth_control_v1_GetAgentUpdateResponse__Output>): grpc.ClientUnaryCall;
  getAgentUpdate(argument: _berth_control_v1_GetAgentUpdateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetAgentUpdateResponse__Output>): grpc.ClientUnaryCall;
  getAgentUpdate(argument: _berth_control_v1_GetAgentUpdateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_GetAgentUpdateResponse__Output>): grpc.ClientUnaryCall;
  getAgentUpdate(argument: _berth_control_v1_GetAgentUpdateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetAgentUpdateResponse__Output>): grpc.ClientUnaryCall;
  getAgentUpdate(argument: _berth_control_v1_GetAgentUpdateRequest, callback: grpc.requestCallback<_berth_control_v1_GetAgentUpdateResponse__Output>): grpc.ClientUnaryCall;
  
  GetNode(argument: _berth_control_v1_GetNodeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetNodeResponse__Output>): grpc.ClientUnaryCall;
  GetNode(argument: _berth_control_v1_GetNodeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_GetNodeResponse__Output>): grpc.ClientUnaryCall;
  GetNode(argument: _berth_control_v1_GetNodeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetNodeResponse__Output>): grpc.ClientUnaryCall;
  GetNode(argument: _berth_control_v1_GetNodeRequest, callback: grpc.requestCallback<_berth_control_v1_GetNodeResponse__Output>): grpc.ClientUnaryCall;
  getNode(argument: _berth_control_v1_GetNodeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetNodeResponse__Output>): grpc.ClientUnaryCall;
  getNode(argument: _berth_control_v1_GetNodeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_GetNodeResponse__Output>): grpc.ClientUnaryCall;
  getNode(argument: _berth_control_v1_GetNodeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetNodeResponse__Output>): grpc.ClientUnaryCall;
  getNode(argument: _berth_control_v1_GetNodeRequest, callback: grpc.requestCallback<_berth_control_v1_GetNodeResponse__Output>): grpc.ClientUnaryCall;
  
  GetPlacement(argument: _berth_control_v1_GetPlacementRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetPlacementResponse__Output>): grpc.ClientUnaryCall;
  GetPlacement(argument: _berth_control_v1_GetPlacementRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_GetPlacementResponse__Output>): grpc.ClientUnaryCall;
  GetPlacement(argument: _berth_control_v1_GetPlacementRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetPlacementResponse__Output>): grpc.ClientUnaryCall;
  GetPlacement(argument: _berth_control_v1_GetPlacementRequest, callback: grpc.requestCallback<_berth_control_v1_GetPlacementResponse__Output>): grpc.ClientUnaryCall;
  getPlacement(argument: _berth_control_v1_GetPlacementRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetPlacementResponse__Output>): grpc.ClientUnaryCall;
  getPlacement(argument: _berth_control_v1_GetPlacementRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_GetPlacementResponse__Output>): grpc.ClientUnaryCall;
  getPlacement(argument: _berth_control_v1_GetPlacementRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetPlacementResponse__Output>): grpc.ClientUnaryCall;
  getPlacement(argument: _berth_control_v1_GetPlacementRequest, callback: grpc.requestCallback<_berth_control_v1_GetPlacementResponse__Output>): grpc.ClientUnaryCall;
  
  GetStack(argument: _berth_control_v1_GetStackRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetStackResponse__Output>): grpc.ClientUnaryCall;
  GetStack(argument: _berth_control_v1_GetStackRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_GetStackResponse__Output>): grpc.ClientUnaryCall;
  GetStack(argument: _berth_control_v1_GetStackRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetStackResponse__Output>): grpc.ClientUnaryCall;
  GetStack(argument: _berth_control_v1_GetStackRequest, callback: grpc.requestCallback<_berth_control_v1_GetStackResponse__Output>): grpc.ClientUnaryCall;
  getStack(argument: _berth_control_v1_GetStackRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetStackResponse__Output>): grpc.ClientUnaryCall;
  getStack(argument: _berth_control_v1_GetStackRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_GetStackResponse__Output>): grpc.ClientUnaryCall;
  getStack(argument: _berth_control_v1_GetStackRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_GetStackResponse__Output>): grpc.ClientUnaryCall;
  getStack(argument: _berth_control_v1_GetStackRequest, callback: grpc.requestCallback<_berth_control_v1_GetStackResponse__Output>): grpc.ClientUnaryCall;
  
  Info(argument: _berth_control_v1_InfoRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_InfoResponse__Output>): grpc.ClientUnaryCall;
  Info(argument: _berth_control_v1_InfoRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_InfoResponse__Output>): grpc.ClientUnaryCall;
  Info(argument: _berth_control_v1_InfoRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_InfoResponse__Output>): grpc.ClientUnaryCall;
  Info(argument: _berth_control_v1_InfoRequest, callback: grpc.requestCallback<_berth_control_v1_InfoResponse__Output>): grpc.ClientUnaryCall;
  info(argument: _berth_control_v1_InfoRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_InfoResponse__Output>): grpc.ClientUnaryCall;
  info(argument: _berth_control_v1_InfoRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_InfoResponse__Output>): grpc.ClientUnaryCall;
  info(argument: _berth_control_v1_InfoRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_InfoResponse__Output>): grpc.ClientUnaryCall;
  info(argument: _berth_control_v1_InfoRequest, callback: grpc.requestCallback<_berth_control_v1_InfoResponse__Output>): grpc.ClientUnaryCall;
  
  ListCoordinators(argument: _berth_control_v1_ListCoordinatorsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListCoordinatorsResponse__Output>): grpc.ClientUnaryCall;
  ListCoordinators(argument: _berth_control_v1_ListCoordinatorsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListCoordinatorsResponse__Output>): grpc.ClientUnaryCall;
  ListCoordinators(argument: _berth_control_v1_ListCoordinatorsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListCoordinatorsResponse__Output>): grpc.ClientUnaryCall;
  ListCoordinators(argument: _berth_control_v1_ListCoordinatorsRequest, callback: grpc.requestCallback<_berth_control_v1_ListCoordinatorsResponse__Output>): grpc.ClientUnaryCall;
  listCoordinators(argument: _berth_control_v1_ListCoordinatorsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListCoordinatorsResponse__Output>): grpc.ClientUnaryCall;
  listCoordinators(argument: _berth_control_v1_ListCoordinatorsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListCoordinatorsResponse__Output>): grpc.ClientUnaryCall;
  listCoordinators(argument: _berth_control_v1_ListCoordinatorsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListCoordinatorsResponse__Output>): grpc.ClientUnaryCall;
  listCoordinators(argument: _berth_control_v1_ListCoordinatorsRequest, callback: grpc.requestCallback<_berth_control_v1_ListCoordinatorsResponse__Output>): grpc.ClientUnaryCall;
  
  ListDispatches(argument: _berth_control_v1_ListDispatchesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListDispatchesResponse__Output>): grpc.ClientUnaryCall;
  ListDispatches(argument: _berth_control_v1_ListDispatchesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListDispatchesResponse__Output>): grpc.ClientUnaryCall;
  ListDispatches(argument: _berth_control_v1_ListDispatchesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListDispatchesResponse__Output>): grpc.ClientUnaryCall;
  ListDispatches(argument: _berth_control_v1_ListDispatchesRequest, callback: grpc.requestCallback<_berth_control_v1_ListDispatchesResponse__Output>): grpc.ClientUnaryCall;
  listDispatches(argument: _berth_control_v1_ListDispatchesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListDispatchesResponse__Output>): grpc.ClientUnaryCall;
  listDispatches(argument: _berth_control_v1_ListDispatchesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListDispatchesResponse__Output>): grpc.ClientUnaryCall;
  listDispatches(argument: _berth_control_v1_ListDispatchesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListDispatchesResponse__Output>): grpc.ClientUnaryCall;
  listDispatches(argument: _berth_control_v1_ListDispatchesRequest, callback: grpc.requestCallback<_berth_control_v1_ListDispatchesResponse__Output>): grpc.ClientUnaryCall;
  
  ListEndpoints(argument: _berth_control_v1_ListEndpointsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListEndpointsResponse__Output>): grpc.ClientUnaryCall;
  ListEndpoints(argument: _berth_control_v1_ListEndpointsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListEndpointsResponse__Output>): grpc.ClientUnaryCall;
  ListEndpoints(argument: _berth_control_v1_ListEndpointsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListEndpointsResponse__Output>): grpc.ClientUnaryCall;
  ListEndpoints(argument: _berth_control_v1_ListEndpointsRequest, callback: grpc.requestCallback<_berth_control_v1_ListEndpointsResponse__Output>): grpc.ClientUnaryCall;
  listEndpoints(argument: _berth_control_v1_ListEndpointsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListEndpointsResponse__Output>): grpc.ClientUnaryCall;
  listEndpoints(argument: _berth_control_v1_ListEndpointsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListEndpointsResponse__Output>): grpc.ClientUnaryCall;
  listEndpoints(argument: _berth_control_v1_ListEndpointsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListEndpointsResponse__Output>): grpc.ClientUnaryCall;
  listEndpoints(argument: _berth_control_v1_ListEndpointsRequest, callback: grpc.requestCallback<_berth_control_v1_ListEndpointsResponse__Output>): grpc.ClientUnaryCall;
  
  ListNodes(argument: _berth_control_v1_ListNodesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  ListNodes(argument: _berth_control_v1_ListNodesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  ListNodes(argument: _berth_control_v1_ListNodesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  ListNodes(argument: _berth_control_v1_ListNodesRequest, callback: grpc.requestCallback<_berth_control_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  listNodes(argument: _berth_control_v1_ListNodesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  listNodes(argument: _berth_control_v1_ListNodesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  listNodes(argument: _berth_control_v1_ListNodesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  listNodes(argument: _berth_control_v1_ListNodesRequest, callback: grpc.requestCallback<_berth_control_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  
  ListPlacements(argument: _berth_control_v1_ListPlacementsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListPlacementsResponse__Output>): grpc.ClientUnaryCall;
  ListPlacements(argument: _berth_control_v1_ListPlacementsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListPlacementsResponse__Output>): grpc.ClientUnaryCall;
  ListPlacements(argument: _berth_control_v1_ListPlacementsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListPlacementsResponse__Output>): grpc.ClientUnaryCall;
  ListPlacements(argument: _berth_control_v1_ListPlacementsRequest, callback: grpc.requestCallback<_berth_control_v1_ListPlacementsResponse__Output>): grpc.ClientUnaryCall;
  listPlacements(argument: _berth_control_v1_ListPlacementsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListPlacementsResponse__Output>): grpc.ClientUnaryCall;
  listPlacements(argument: _berth_control_v1_ListPlacementsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListPlacementsResponse__Output>): grpc.ClientUnaryCall;
  listPlacements(argument: _berth_control_v1_ListPlacementsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListPlacementsResponse__Output>): grpc.ClientUnaryCall;
  listPlacements(argument: _berth_control_v1_ListPlacementsRequest, callback: grpc.requestCallback<_berth_control_v1_ListPlacementsResponse__Output>): grpc.ClientUnaryCall;
  
  ListReservations(argument: _berth_control_v1_ListReservationsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListReservationsResponse__Output>): grpc.ClientUnaryCall;
  ListReservations(argument: _berth_control_v1_ListReservationsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListReservationsResponse__Output>): grpc.ClientUnaryCall;
  ListReservations(argument: _berth_control_v1_ListReservationsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListReservationsResponse__Output>): grpc.ClientUnaryCall;
  ListReservations(argument: _berth_control_v1_ListReservationsRequest, callback: grpc.requestCallback<_berth_control_v1_ListReservationsResponse__Output>): grpc.ClientUnaryCall;
  listReservations(argument: _berth_control_v1_ListReservationsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListReservationsResponse__Output>): grpc.ClientUnaryCall;
  listReservations(argument: _berth_control_v1_ListReservationsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListReservationsResponse__Output>): grpc.ClientUnaryCall;
  listReservations(argument: _berth_control_v1_ListReservationsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListReservationsResponse__Output>): grpc.ClientUnaryCall;
  listReservations(argument: _berth_control_v1_ListReservationsRequest, callback: grpc.requestCallback<_berth_control_v1_ListReservationsResponse__Output>): grpc.ClientUnaryCall;
  
  ListRollouts(argument: _berth_control_v1_ListRolloutsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  ListRollouts(argument: _berth_control_v1_ListRolloutsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  ListRollouts(argument: _berth_control_v1_ListRolloutsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  ListRollouts(argument: _berth_control_v1_ListRolloutsRequest, callback: grpc.requestCallback<_berth_control_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  listRollouts(argument: _berth_control_v1_ListRolloutsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  listRollouts(argument: _berth_control_v1_ListRolloutsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  listRollouts(argument: _berth_control_v1_ListRolloutsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  listRollouts(argument: _berth_control_v1_ListRolloutsRequest, callback: grpc.requestCallback<_berth_control_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  
  ListSecrets(argument: _berth_control_v1_ListSecretsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  ListSecrets(argument: _berth_control_v1_ListSecretsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  ListSecrets(argument: _berth_control_v1_ListSecretsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  ListSecrets(argument: _berth_control_v1_ListSecretsRequest, callback: grpc.requestCallback<_berth_control_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  listSecrets(argument: _berth_control_v1_ListSecretsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  listSecrets(argument: _berth_control_v1_ListSecretsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  listSecrets(argument: _berth_control_v1_ListSecretsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  listSecrets(argument: _berth_control_v1_ListSecretsRequest, callback: grpc.requestCallback<_berth_control_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  
  ListStacks(argument: _berth_control_v1_ListStacksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListStacksResponse__Output>): grpc.ClientUnaryCall;
  ListStacks(argument: _berth_control_v1_ListStacksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListStacksResponse__Output>): grpc.ClientUnaryCall;
  ListStacks(argument: _berth_control_v1_ListStacksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListStacksResponse__Output>): grpc.ClientUnaryCall;
  ListStacks(argument: _berth_control_v1_ListStacksRequest, callback: grpc.requestCallback<_berth_control_v1_ListStacksResponse__Output>): grpc.ClientUnaryCall;
  listStacks(argument: _berth_control_v1_ListStacksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListStacksResponse__Output>): grpc.ClientUnaryCall;
  listStacks(argument: _berth_control_v1_ListStacksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListStacksResponse__Output>): grpc.ClientUnaryCall;
  listStacks(argument: _berth_control_v1_ListStacksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListStacksResponse__Output>): grpc.ClientUnaryCall;
  listStacks(argument: _berth_control_v1_ListStacksRequest, callback: grpc.requestCallback<_berth_control_v1_ListStacksResponse__Output>): grpc.ClientUnaryCall;
  
  ListTokens(argument: _berth_control_v1_ListTokensRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListTokensResponse__Output>): grpc.ClientUnaryCall;
  ListTokens(argument: _berth_control_v1_ListTokensRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListTokensResponse__Output>): grpc.ClientUnaryCall;
  ListTokens(argument: _berth_control_v1_ListTokensRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListTokensResponse__Output>): grpc.ClientUnaryCall;
  ListTokens(argument: _berth_control_v1_ListTokensRequest, callback: grpc.requestCallback<_berth_control_v1_ListTokensResponse__Output>): grpc.ClientUnaryCall;
  listTokens(argument: _berth_control_v1_ListTokensRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListTokensResponse__Output>): grpc.ClientUnaryCall;
  listTokens(argument: _berth_control_v1_ListTokensRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListTokensResponse__Output>): grpc.ClientUnaryCall;
  listTokens(argument: _berth_control_v1_ListTokensRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListTokensResponse__Output>): grpc.ClientUnaryCall;
  listTokens(argument: _berth_control_v1_ListTokensRequest, callback: grpc.requestCallback<_berth_control_v1_ListTokensResponse__Output>): grpc.ClientUnaryCall;
  
  ListUsers(argument: _berth_control_v1_ListUsersRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  ListUsers(argument: _berth_control_v1_ListUsersRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  ListUsers(argument: _berth_control_v1_ListUsersRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  ListUsers(argument: _berth_control_v1_ListUsersRequest, callback: grpc.requestCallback<_berth_control_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  listUsers(argument: _berth_control_v1_ListUsersRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  listUsers(argument: _berth_control_v1_ListUsersRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  listUsers(argument: _berth_control_v1_ListUsersRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  listUsers(argument: _berth_control_v1_ListUsersRequest, callback: grpc.requestCallback<_berth_control_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  
  ListVolumes(argument: _berth_control_v1_ListVolumesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  ListVolumes(argument: _berth_control_v1_ListVolumesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  ListVolumes(argument: _berth_control_v1_ListVolumesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  ListVolumes(argument: _berth_control_v1_ListVolumesRequest, callback: grpc.requestCallback<_berth_control_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  listVolumes(argument: _berth_control_v1_ListVolumesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  listVolumes(argument: _berth_control_v1_ListVolumesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  listVolumes(argument: _berth_control_v1_ListVolumesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  listVolumes(argument: _berth_control_v1_ListVolumesRequest, callback: grpc.requestCallback<_berth_control_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  
  Logs(argument: _berth_control_v1_LogsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_LogsResponse__Output>;
  Logs(argument: _berth_control_v1_LogsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_LogsResponse__Output>;
  logs(argument: _berth_control_v1_LogsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_LogsResponse__Output>;
  logs(argument: _berth_control_v1_LogsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_LogsResponse__Output>;
  
  Move(argument: _berth_control_v1_MoveRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_MoveResponse__Output>): grpc.ClientUnaryCall;
  Move(argument: _berth_control_v1_MoveRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_MoveResponse__Output>): grpc.ClientUnaryCall;
  Move(argument: _berth_control_v1_MoveRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_MoveResponse__Output>): grpc.ClientUnaryCall;
  Move(argument: _berth_control_v1_MoveRequest, callback: grpc.requestCallback<_berth_control_v1_MoveResponse__Output>): grpc.ClientUnaryCall;
  move(argument: _berth_control_v1_MoveRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_MoveResponse__Output>): grpc.ClientUnaryCall;
  move(argument: _berth_control_v1_MoveRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_MoveResponse__Output>): grpc.ClientUnaryCall;
  move(argument: _berth_control_v1_MoveRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_MoveResponse__Output>): grpc.ClientUnaryCall;
  move(argument: _berth_control_v1_MoveRequest, callback: grpc.requestCallback<_berth_control_v1_MoveResponse__Output>): grpc.ClientUnaryCall;
  
  Place(argument: _berth_control_v1_PlaceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_PlaceResponse__Output>): grpc.ClientUnaryCall;
  Place(argument: _berth_control_v1_PlaceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_PlaceResponse__Output>): grpc.ClientUnaryCall;
  Place(argument: _berth_control_v1_PlaceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_PlaceResponse__Output>): grpc.ClientUnaryCall;
  Place(argument: _berth_control_v1_PlaceRequest, callback: grpc.requestCallback<_berth_control_v1_PlaceResponse__Output>): grpc.ClientUnaryCall;
  place(argument: _berth_control_v1_PlaceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_PlaceResponse__Output>): grpc.ClientUnaryCall;
  place(argument: _berth_control_v1_PlaceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_PlaceResponse__Output>): grpc.ClientUnaryCall;
  place(argument: _berth_control_v1_PlaceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_PlaceResponse__Output>): grpc.ClientUnaryCall;
  place(argument: _berth_control_v1_PlaceRequest, callback: grpc.requestCallback<_berth_control_v1_PlaceResponse__Output>): grpc.ClientUnaryCall;
  
  Plan(argument: _berth_control_v1_PlanRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _berth_control_v1_PlanRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _berth_control_v1_PlanRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _berth_control_v1_PlanRequest, callback: grpc.requestCallback<_berth_control_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _berth_control_v1_PlanRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _berth_control_v1_PlanRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _berth_control_v1_PlanRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _berth_control_v1_PlanRequest, callback: grpc.requestCallback<_berth_control_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  
  ReadCheckpoint(argument: _berth_control_v1_ReadCheckpointRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_ReadCheckpointResponse__Output>;
  ReadCheckpoint(argument: _berth_control_v1_ReadCheckpointRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_ReadCheckpointResponse__Output>;
  readCheckpoint(argument: _berth_control_v1_ReadCheckpointRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_ReadCheckpointResponse__Output>;
  readCheckpoint(argument: _berth_control_v1_ReadCheckpointRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_ReadCheckpointResponse__Output>;
  
  ReadIndex(argument: _berth_control_v1_ReadIndexRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReadIndexResponse__Output>): grpc.ClientUnaryCall;
  ReadIndex(argument: _berth_control_v1_ReadIndexRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ReadIndexResponse__Output>): grpc.ClientUnaryCall;
  ReadIndex(argument: _berth_control_v1_ReadIndexRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReadIndexResponse__Output>): grpc.ClientUnaryCall;
  ReadIndex(argument: _berth_control_v1_ReadIndexRequest, callback: grpc.requestCallback<_berth_control_v1_ReadIndexResponse__Output>): grpc.ClientUnaryCall;
  readIndex(argument: _berth_control_v1_ReadIndexRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReadIndexResponse__Output>): grpc.ClientUnaryCall;
  readIndex(argument: _berth_control_v1_ReadIndexRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ReadIndexResponse__Output>): grpc.ClientUnaryCall;
  readIndex(argument: _berth_control_v1_ReadIndexRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReadIndexResponse__Output>): grpc.ClientUnaryCall;
  readIndex(argument: _berth_control_v1_ReadIndexRequest, callback: grpc.requestCallback<_berth_control_v1_ReadIndexResponse__Output>): grpc.ClientUnaryCall;
  
  ReadLedger(argument: _berth_control_v1_ReadLedgerRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_ReadLedgerResponse__Output>;
  ReadLedger(argument: _berth_control_v1_ReadLedgerRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_ReadLedgerResponse__Output>;
  readLedger(argument: _berth_control_v1_ReadLedgerRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_ReadLedgerResponse__Output>;
  readLedger(argument: _berth_control_v1_ReadLedgerRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_ReadLedgerResponse__Output>;
  
  ReadmitNode(argument: _berth_control_v1_ReadmitNodeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReadmitNodeResponse__Output>): grpc.ClientUnaryCall;
  ReadmitNode(argument: _berth_control_v1_ReadmitNodeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ReadmitNodeResponse__Output>): grpc.ClientUnaryCall;
  ReadmitNode(argument: _berth_control_v1_ReadmitNodeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReadmitNodeResponse__Output>): grpc.ClientUnaryCall;
  ReadmitNode(argument: _berth_control_v1_ReadmitNodeRequest, callback: grpc.requestCallback<_berth_control_v1_ReadmitNodeResponse__Output>): grpc.ClientUnaryCall;
  readmitNode(argument: _berth_control_v1_ReadmitNodeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReadmitNodeResponse__Output>): grpc.ClientUnaryCall;
  readmitNode(argument: _berth_control_v1_ReadmitNodeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ReadmitNodeResponse__Output>): grpc.ClientUnaryCall;
  readmitNode(argument: _berth_control_v1_ReadmitNodeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReadmitNodeResponse__Output>): grpc.ClientUnaryCall;
  readmitNode(argument: _berth_control_v1_ReadmitNodeRequest, callback: grpc.requestCallback<_berth_control_v1_ReadmitNodeResponse__Output>): grpc.ClientUnaryCall;
  
  Rebalance(argument: _berth_control_v1_RebalanceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RebalanceResponse__Output>): grpc.ClientUnaryCall;
  Rebalance(argument: _berth_control_v1_RebalanceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RebalanceResponse__Output>): grpc.ClientUnaryCall;
  Rebalance(argument: _berth_control_v1_RebalanceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RebalanceResponse__Output>): grpc.ClientUnaryCall;
  Rebalance(argument: _berth_control_v1_RebalanceRequest, callback: grpc.requestCallback<_berth_control_v1_RebalanceResponse__Output>): grpc.ClientUnaryCall;
  rebalance(argument: _berth_control_v1_RebalanceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RebalanceResponse__Output>): grpc.ClientUnaryCall;
  rebalance(argument: _berth_control_v1_RebalanceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RebalanceResponse__Output>): grpc.ClientUnaryCall;
  rebalance(argument: _berth_control_v1_RebalanceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RebalanceResponse__Output>): grpc.ClientUnaryCall;
  rebalance(argument: _berth_control_v1_RebalanceRequest, callback: grpc.requestCallback<_berth_control_v1_RebalanceResponse__Output>): grpc.ClientUnaryCall;
  
  RedeemToken(argument: _berth_control_v1_RedeemTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RedeemTokenResponse__Output>): grpc.ClientUnaryCall;
  RedeemToken(argument: _berth_control_v1_RedeemTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RedeemTokenResponse__Output>): grpc.ClientUnaryCall;
  RedeemToken(argument: _berth_control_v1_RedeemTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RedeemTokenResponse__Output>): grpc.ClientUnaryCall;
  RedeemToken(argument: _berth_control_v1_RedeemTokenRequest, callback: grpc.requestCallback<_berth_control_v1_RedeemTokenResponse__Output>): grpc.ClientUnaryCall;
  redeemToken(argument: _berth_control_v1_RedeemTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RedeemTokenResponse__Output>): grpc.ClientUnaryCall;
  redeemToken(argument: _berth_control_v1_RedeemTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RedeemTokenResponse__Output>): grpc.ClientUnaryCall;
  redeemToken(argument: _berth_control_v1_RedeemTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RedeemTokenResponse__Output>): grpc.ClientUnaryCall;
  redeemToken(argument: _berth_control_v1_RedeemTokenRequest, callback: grpc.requestCallback<_berth_control_v1_RedeemTokenResponse__Output>): grpc.ClientUnaryCall;
  
  Release(argument: _berth_control_v1_ReleaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  Release(argument: _berth_control_v1_ReleaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  Release(argument: _berth_control_v1_ReleaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  Release(argument: _berth_control_v1_ReleaseRequest, callback: grpc.requestCallback<_berth_control_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  release(argument: _berth_control_v1_ReleaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  release(argument: _berth_control_v1_ReleaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  release(argument: _berth_control_v1_ReleaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  release(argument: _berth_control_v1_ReleaseRequest, callback: grpc.requestCallback<_berth_control_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  
  RemoveNode(argument: _berth_control_v1_RemoveNodeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveNodeResponse__Output>): grpc.ClientUnaryCall;
  RemoveNode(argument: _berth_control_v1_RemoveNodeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RemoveNodeResponse__Output>): grpc.ClientUnaryCall;
  RemoveNode(argument: _berth_control_v1_RemoveNodeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveNodeResponse__Output>): grpc.ClientUnaryCall;
  RemoveNode(argument: _berth_control_v1_RemoveNodeRequest, callback: grpc.requestCallback<_berth_control_v1_RemoveNodeResponse__Output>): grpc.ClientUnaryCall;
  removeNode(argument: _berth_control_v1_RemoveNodeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveNodeResponse__Output>): grpc.ClientUnaryCall;
  removeNode(argument: _berth_control_v1_RemoveNodeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RemoveNodeResponse__Output>): grpc.ClientUnaryCall;
  removeNode(argument: _berth_control_v1_RemoveNodeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveNodeResponse__Output>): grpc.ClientUnaryCall;
  removeNode(argument: _berth_control_v1_RemoveNodeRequest, callback: grpc.requestCallback<_berth_control_v1_RemoveNodeResponse__Output>): grpc.ClientUnaryCall;
  
  RemoveSecret(argument: _berth_control_v1_RemoveSecretRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveSecretResponse__Output>): grpc.ClientUnaryCall;
  RemoveSecret(argument: _berth_control_v1_RemoveSecretRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RemoveSecretResponse__Output>): grpc.ClientUnaryCall;
  RemoveSecret(argument: _berth_control_v1_RemoveSecretRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveSecretResponse__Output>): grpc.ClientUnaryCall;
  RemoveSecret(argument: _berth_control_v1_RemoveSecretRequest, callback: grpc.requestCallback<_berth_control_v1_RemoveSecretResponse__Output>): grpc.ClientUnaryCall;
  removeSecret(argument: _berth_control_v1_RemoveSecretRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveSecretResponse__Output>): grpc.ClientUnaryCall;
  removeSecret(argument: _berth_control_v1_RemoveSecretRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RemoveSecretResponse__Output>): grpc.ClientUnaryCall;
  removeSecret(argument: _berth_control_v1_RemoveSecretRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveSecretResponse__Output>): grpc.ClientUnaryCall;
  removeSecret(argument: _berth_control_v1_RemoveSecretRequest, callback: grpc.requestCallback<_berth_control_v1_RemoveSecretResponse__Output>): grpc.ClientUnaryCall;
  
  RemoveUser(argument: _berth_control_v1_RemoveUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveUserResponse__Output>): grpc.ClientUnaryCall;
  RemoveUser(argument: _berth_control_v1_RemoveUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RemoveUserResponse__Output>): grpc.ClientUnaryCall;
  RemoveUser(argument: _berth_control_v1_RemoveUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveUserResponse__Output>): grpc.ClientUnaryCall;
  RemoveUser(argument: _berth_control_v1_RemoveUserRequest, callback: grpc.requestCallback<_berth_control_v1_RemoveUserResponse__Output>): grpc.ClientUnaryCall;
  removeUser(argument: _berth_control_v1_RemoveUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveUserResponse__Output>): grpc.ClientUnaryCall;
  removeUser(argument: _berth_control_v1_RemoveUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RemoveUserResponse__Output>): grpc.ClientUnaryCall;
  removeUser(argument: _berth_control_v1_RemoveUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveUserResponse__Output>): grpc.ClientUnaryCall;
  removeUser(argument: _berth_control_v1_RemoveUserRequest, callback: grpc.requestCallback<_berth_control_v1_RemoveUserResponse__Output>): grpc.ClientUnaryCall;
  
  RemoveVolume(argument: _berth_control_v1_RemoveVolumeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveVolumeResponse__Output>): grpc.ClientUnaryCall;
  RemoveVolume(argument: _berth_control_v1_RemoveVolumeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RemoveVolumeResponse__Output>): grpc.ClientUnaryCall;
  RemoveVolume(argument: _berth_control_v1_RemoveVolumeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveVolumeResponse__Output>): grpc.ClientUnaryCall;
  RemoveVolume(argument: _berth_control_v1_RemoveVolumeRequest, callback: grpc.requestCallback<_berth_control_v1_RemoveVolumeResponse__Output>): grpc.ClientUnaryCall;
  removeVolume(argument: _berth_control_v1_RemoveVolumeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveVolumeResponse__Output>): grpc.ClientUnaryCall;
  removeVolume(argument: _berth_control_v1_RemoveVolumeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RemoveVolumeResponse__Output>): grpc.ClientUnaryCall;
  removeVolume(argument: _berth_control_v1_RemoveVolumeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RemoveVolumeResponse__Output>): grpc.ClientUnaryCall;
  removeVolume(argument: _berth_control_v1_RemoveVolumeRequest, callback: grpc.requestCallback<_berth_control_v1_RemoveVolumeResponse__Output>): grpc.ClientUnaryCall;
  
  RenewCertificate(argument: _berth_control_v1_RenewCertificateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RenewCertificateResponse__Output>): grpc.ClientUnaryCall;
  RenewCertificate(argument: _berth_control_v1_RenewCertificateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RenewCertificateResponse__Output>): grpc.ClientUnaryCall;
  RenewCertificate(argument: _berth_control_v1_RenewCertificateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RenewCertificateResponse__Output>): grpc.ClientUnaryCall;
  RenewCertificate(argument: _berth_control_v1_RenewCertificateRequest, callback: grpc.requestCallback<_berth_control_v1_RenewCertificateResponse__Output>): grpc.ClientUnaryCall;
  renewCertificate(argument: _berth_control_v1_RenewCertificateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RenewCertificateResponse__Output>): grpc.ClientUnaryCall;
  renewCertificate(argument: _berth_control_v1_RenewCertificateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RenewCertificateResponse__Output>): grpc.ClientUnaryCall;
  renewCertificate(argument: _berth_control_v1_RenewCertificateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RenewCertificateResponse__Output>): grpc.ClientUnaryCall;
  renewCertificate(argument: _berth_control_v1_RenewCertificateRequest, callback: grpc.requestCallback<_berth_control_v1_RenewCertificateResponse__Output>): grpc.ClientUnaryCall;
  
  Retry(argument: _berth_control_v1_RetryRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RetryResponse__Output>): grpc.ClientUnaryCall;
  Retry(argument: _berth_control_v1_RetryRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RetryResponse__Output>): grpc.ClientUnaryCall;
  Retry(argument: _berth_control_v1_RetryRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RetryResponse__Output>): grpc.ClientUnaryCall;
  Retry(argument: _berth_control_v1_RetryRequest, callback: grpc.requestCallback<_berth_control_v1_RetryResponse__Output>): grpc.ClientUnaryCall;
  retry(argument: _berth_control_v1_RetryRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RetryResponse__Output>): grpc.ClientUnaryCall;
  retry(argument: _berth_control_v1_RetryRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RetryResponse__Output>): grpc.ClientUnaryCall;
  retry(argument: _berth_control_v1_RetryRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RetryResponse__Output>): grpc.ClientUnaryCall;
  retry(argument: _berth_control_v1_RetryRequest, callback: grpc.requestCallback<_berth_control_v1_RetryResponse__Output>): grpc.ClientUnaryCall;
  
  RevokeNode(argument: _berth_control_v1_RevokeNodeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeNodeResponse__Output>): grpc.ClientUnaryCall;
  RevokeNode(argument: _berth_control_v1_RevokeNodeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RevokeNodeResponse__Output>): grpc.ClientUnaryCall;
  RevokeNode(argument: _berth_control_v1_RevokeNodeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeNodeResponse__Output>): grpc.ClientUnaryCall;
  RevokeNode(argument: _berth_control_v1_RevokeNodeRequest, callback: grpc.requestCallback<_berth_control_v1_RevokeNodeResponse__Output>): grpc.ClientUnaryCall;
  revokeNode(argument: _berth_control_v1_RevokeNodeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeNodeResponse__Output>): grpc.ClientUnaryCall;
  revokeNode(argument: _berth_control_v1_RevokeNodeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RevokeNodeResponse__Output>): grpc.ClientUnaryCall;
  revokeNode(argument: _berth_control_v1_RevokeNodeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeNodeResponse__Output>): grpc.ClientUnaryCall;
  revokeNode(argument: _berth_control_v1_RevokeNodeRequest, callback: grpc.requestCallback<_berth_control_v1_RevokeNodeResponse__Output>): grpc.ClientUnaryCall;
  
  RevokeToken(argument: _berth_control_v1_RevokeTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeTokenResponse__Output>): grpc.ClientUnaryCall;
  RevokeToken(argument: _berth_control_v1_RevokeTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RevokeTokenResponse__Output>): grpc.ClientUnaryCall;
  RevokeToken(argument: _berth_control_v1_RevokeTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeTokenResponse__Output>): grpc.ClientUnaryCall;
  RevokeToken(argument: _berth_control_v1_RevokeTokenRequest, callback: grpc.requestCallback<_berth_control_v1_RevokeTokenResponse__Output>): grpc.ClientUnaryCall;
  revokeToken(argument: _berth_control_v1_RevokeTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeTokenResponse__Output>): grpc.ClientUnaryCall;
  revokeToken(argument: _berth_control_v1_RevokeTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RevokeTokenResponse__Output>): grpc.ClientUnaryCall;
  revokeToken(argument: _berth_control_v1_RevokeTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeTokenResponse__Output>): grpc.ClientUnaryCall;
  revokeToken(argument: _berth_control_v1_RevokeTokenRequest, callback: grpc.requestCallback<_berth_control_v1_RevokeTokenResponse__Output>): grpc.ClientUnaryCall;
  
  RevokeUserToken(argument: _berth_control_v1_RevokeUserTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeUserTokenResponse__Output>): grpc.ClientUnaryCall;
  RevokeUserToken(argument: _berth_control_v1_RevokeUserTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RevokeUserTokenResponse__Output>): grpc.ClientUnaryCall;
  RevokeUserToken(argument: _berth_control_v1_RevokeUserTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeUserTokenResponse__Output>): grpc.ClientUnaryCall;
  RevokeUserToken(argument: _berth_control_v1_RevokeUserTokenRequest, callback: grpc.requestCallback<_berth_control_v1_RevokeUserTokenResponse__Output>): grpc.ClientUnaryCall;
  revokeUserToken(argument: _berth_control_v1_RevokeUserTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeUserTokenResponse__Output>): grpc.ClientUnaryCall;
  revokeUserToken(argument: _berth_control_v1_RevokeUserTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RevokeUserTokenResponse__Output>): grpc.ClientUnaryCall;
  revokeUserToken(argument: _berth_control_v1_RevokeUserTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RevokeUserTokenResponse__Output>): grpc.ClientUnaryCall;
  revokeUserToken(argument: _berth_control_v1_RevokeUserTokenRequest, callback: grpc.requestCallback<_berth_control_v1_RevokeUserTokenResponse__Output>): grpc.ClientUnaryCall;
  
  Rollout(argument: _berth_control_v1_RolloutRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RolloutResponse__Output>): grpc.ClientUnaryCall;
  Rollout(argument: _berth_control_v1_RolloutRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RolloutResponse__Output>): grpc.ClientUnaryCall;
  Rollout(argument: _berth_control_v1_RolloutRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RolloutResponse__Output>): grpc.ClientUnaryCall;
  Rollout(argument: _berth_control_v1_RolloutRequest, callback: grpc.requestCallback<_berth_control_v1_RolloutResponse__Output>): grpc.ClientUnaryCall;
  rollout(argument: _berth_control_v1_RolloutRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RolloutResponse__Output>): grpc.ClientUnaryCall;
  rollout(argument: _berth_control_v1_RolloutRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_RolloutResponse__Output>): grpc.ClientUnaryCall;
  rollout(argument: _berth_control_v1_RolloutRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_RolloutResponse__Output>): grpc.ClientUnaryCall;
  rollout(argument: _berth_control_v1_RolloutRequest, callback: grpc.requestCallback<_berth_control_v1_RolloutResponse__Output>): grpc.ClientUnaryCall;
  
  SetEligibility(argument: _berth_control_v1_SetEligibilityRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetEligibilityResponse__Output>): grpc.ClientUnaryCall;
  SetEligibility(argument: _berth_control_v1_SetEligibilityRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_SetEligibilityResponse__Output>): grpc.ClientUnaryCall;
  SetEligibility(argument: _berth_control_v1_SetEligibilityRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetEligibilityResponse__Output>): grpc.ClientUnaryCall;
  SetEligibility(argument: _berth_control_v1_SetEligibilityRequest, callback: grpc.requestCallback<_berth_control_v1_SetEligibilityResponse__Output>): grpc.ClientUnaryCall;
  setEligibility(argument: _berth_control_v1_SetEligibilityRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetEligibilityResponse__Output>): grpc.ClientUnaryCall;
  setEligibility(argument: _berth_control_v1_SetEligibilityRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_SetEligibilityResponse__Output>): grpc.ClientUnaryCall;
  setEligibility(argument: _berth_control_v1_SetEligibilityRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetEligibilityResponse__Output>): grpc.ClientUnaryCall;
  setEligibility(argument: _berth_control_v1_SetEligibilityRequest, callback: grpc.requestCallback<_berth_control_v1_SetEligibilityResponse__Output>): grpc.ClientUnaryCall;
  
  SetProfile(argument: _berth_control_v1_SetProfileRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetProfileResponse__Output>): grpc.ClientUnaryCall;
  SetProfile(argument: _berth_control_v1_SetProfileRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_SetProfileResponse__Output>): grpc.ClientUnaryCall;
  SetProfile(argument: _berth_control_v1_SetProfileRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetProfileResponse__Output>): grpc.ClientUnaryCall;
  SetProfile(argument: _berth_control_v1_SetProfileRequest, callback: grpc.requestCallback<_berth_control_v1_SetProfileResponse__Output>): grpc.ClientUnaryCall;
  setProfile(argument: _berth_control_v1_SetProfileRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetProfileResponse__Output>): grpc.ClientUnaryCall;
  setProfile(argument: _berth_control_v1_SetProfileRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_SetProfileResponse__Output>): grpc.ClientUnaryCall;
  setProfile(argument: _berth_control_v1_SetProfileRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetProfileResponse__Output>): grpc.ClientUnaryCall;
  setProfile(argument: _berth_control_v1_SetProfileRequest, callback: grpc.requestCallback<_berth_control_v1_SetProfileResponse__Output>): grpc.ClientUnaryCall;
  
  SetSecret(argument: _berth_control_v1_SetSecretRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetSecretResponse__Output>): grpc.ClientUnaryCall;
  SetSecret(argument: _berth_control_v1_SetSecretRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_SetSecretResponse__Output>): grpc.ClientUnaryCall;
  SetSecret(argument: _berth_control_v1_SetSecretRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetSecretResponse__Output>): grpc.ClientUnaryCall;
  SetSecret(argument: _berth_control_v1_SetSecretRequest, callback: grpc.requestCallback<_berth_control_v1_SetSecretResponse__Output>): grpc.ClientUnaryCall;
  setSecret(argument: _berth_control_v1_SetSecretRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetSecretResponse__Output>): grpc.ClientUnaryCall;
  setSecret(argument: _berth_control_v1_SetSecretRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_SetSecretResponse__Output>): grpc.ClientUnaryCall;
  setSecret(argument: _berth_control_v1_SetSecretRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetSecretResponse__Output>): grpc.ClientUnaryCall;
  setSecret(argument: _berth_control_v1_SetSecretRequest, callback: grpc.requestCallback<_berth_control_v1_SetSecretResponse__Output>): grpc.ClientUnaryCall;
  
  SetUser(argument: _berth_control_v1_SetUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetUserResponse__Output>): grpc.ClientUnaryCall;
  SetUser(argument: _berth_control_v1_SetUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_SetUserResponse__Output>): grpc.ClientUnaryCall;
  SetUser(argument: _berth_control_v1_SetUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetUserResponse__Output>): grpc.ClientUnaryCall;
  SetUser(argument: _berth_control_v1_SetUserRequest, callback: grpc.requestCallback<_berth_control_v1_SetUserResponse__Output>): grpc.ClientUnaryCall;
  setUser(argument: _berth_control_v1_SetUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetUserResponse__Output>): grpc.ClientUnaryCall;
  setUser(argument: _berth_control_v1_SetUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_SetUserResponse__Output>): grpc.ClientUnaryCall;
  setUser(argument: _berth_control_v1_SetUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_SetUserResponse__Output>): grpc.ClientUnaryCall;
  setUser(argument: _berth_control_v1_SetUserRequest, callback: grpc.requestCallback<_berth_control_v1_SetUserResponse__Output>): grpc.ClientUnaryCall;
  
  StopDispatch(argument: _berth_control_v1_StopDispatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_StopDispatchResponse__Output>): grpc.ClientUnaryCall;
  StopDispatch(argument: _berth_control_v1_StopDispatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_StopDispatchResponse__Output>): grpc.ClientUnaryCall;
  StopDispatch(argument: _berth_control_v1_StopDispatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_StopDispatchResponse__Output>): grpc.ClientUnaryCall;
  StopDispatch(argument: _berth_control_v1_StopDispatchRequest, callback: grpc.requestCallback<_berth_control_v1_StopDispatchResponse__Output>): grpc.ClientUnaryCall;
  stopDispatch(argument: _berth_control_v1_StopDispatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_StopDispatchResponse__Output>): grpc.ClientUnaryCall;
  stopDispatch(argument: _berth_control_v1_StopDispatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_StopDispatchResponse__Output>): grpc.ClientUnaryCall;
  stopDispatch(argument: _berth_control_v1_StopDispatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_StopDispatchResponse__Output>): grpc.ClientUnaryCall;
  stopDispatch(argument: _berth_control_v1_StopDispatchRequest, callback: grpc.requestCallback<_berth_control_v1_StopDispatchResponse__Output>): grpc.ClientUnaryCall;
  
  UpdateAgents(argument: _berth_control_v1_UpdateAgentsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_UpdateAgentsResponse__Output>): grpc.ClientUnaryCall;
  UpdateAgents(argument: _berth_control_v1_UpdateAgentsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_UpdateAgentsResponse__Output>): grpc.ClientUnaryCall;
  UpdateAgents(argument: _berth_control_v1_UpdateAgentsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_UpdateAgentsResponse__Output>): grpc.ClientUnaryCall;
  UpdateAgents(argument: _berth_control_v1_UpdateAgentsRequest, callback: grpc.requestCallback<_berth_control_v1_UpdateAgentsResponse__Output>): grpc.ClientUnaryCall;
  updateAgents(argument: _berth_control_v1_UpdateAgentsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_UpdateAgentsResponse__Output>): grpc.ClientUnaryCall;
  updateAgents(argument: _berth_control_v1_UpdateAgentsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_UpdateAgentsResponse__Output>): grpc.ClientUnaryCall;
  updateAgents(argument: _berth_control_v1_UpdateAgentsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_UpdateAgentsResponse__Output>): grpc.ClientUnaryCall;
  updateAgents(argument: _berth_control_v1_UpdateAgentsRequest, callback: grpc.requestCallback<_berth_control_v1_UpdateAgentsResponse__Output>): grpc.ClientUnaryCall;
  
  VerifyLedger(argument: _berth_control_v1_VerifyLedgerRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_VerifyLedgerResponse__Output>): grpc.ClientUnaryCall;
  VerifyLedger(argument: _berth_control_v1_VerifyLedgerRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_VerifyLedgerResponse__Output>): grpc.ClientUnaryCall;
  VerifyLedger(argument: _berth_control_v1_VerifyLedgerRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_VerifyLedgerResponse__Output>): grpc.ClientUnaryCall;
  VerifyLedger(argument: _berth_control_v1_VerifyLedgerRequest, callback: grpc.requestCallback<_berth_control_v1_VerifyLedgerResponse__Output>): grpc.ClientUnaryCall;
  verifyLedger(argument: _berth_control_v1_VerifyLedgerRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_VerifyLedgerResponse__Output>): grpc.ClientUnaryCall;
  verifyLedger(argument: _berth_control_v1_VerifyLedgerRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_VerifyLedgerResponse__Output>): grpc.ClientUnaryCall;
  verifyLedger(argument: _berth_control_v1_VerifyLedgerRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_VerifyLedgerResponse__Output>): grpc.ClientUnaryCall;
  verifyLedger(argument: _berth_control_v1_VerifyLedgerRequest, callback: grpc.requestCallback<_berth_control_v1_VerifyLedgerResponse__Output>): grpc.ClientUnaryCall;
  
  Watch(argument: _berth_control_v1_WatchRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_WatchResponse__Output>;
  Watch(argument: _berth_control_v1_WatchRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_WatchResponse__Output>;
  watch(argument: _berth_control_v1_WatchRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_WatchResponse__Output>;
  watch(argument: _berth_control_v1_WatchRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_WatchResponse__Output>;
  
  WatchEndpoints(argument: _berth_control_v1_WatchEndpointsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_WatchEndpointsResponse__Output>;
  WatchEndpoints(argument: _berth_control_v1_WatchEndpointsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_WatchEndpointsResponse__Output>;
  watchEndpoints(argument: _berth_control_v1_WatchEndpointsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_WatchEndpointsResponse__Output>;
  watchEndpoints(argument: _berth_control_v1_WatchEndpointsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_berth_control_v1_WatchEndpointsResponse__Output>;
  
  WhoAmI(argument: _berth_control_v1_WhoAmIRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_WhoAmIResponse__Output>): grpc.ClientUnaryCall;
  WhoAmI(argument: _berth_control_v1_WhoAmIRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_WhoAmIResponse__Output>): grpc.ClientUnaryCall;
  WhoAmI(argument: _berth_control_v1_WhoAmIRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_WhoAmIResponse__Output>): grpc.ClientUnaryCall;
  WhoAmI(argument: _berth_control_v1_WhoAmIRequest, callback: grpc.requestCallback<_berth_control_v1_WhoAmIResponse__Output>): grpc.ClientUnaryCall;
  whoAmI(argument: _berth_control_v1_WhoAmIRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_WhoAmIResponse__Output>): grpc.ClientUnaryCall;
  whoAmI(argument: _berth_control_v1_WhoAmIRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_WhoAmIResponse__Output>): grpc.ClientUnaryCall;
  whoAmI(argument: _berth_control_v1_WhoAmIRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_WhoAmIResponse__Output>): grpc.ClientUnaryCall;
  whoAmI(argument: _berth_control_v1_WhoAmIRequest, callback: grpc.requestCallback<_berth_control_v1_WhoAmIResponse__Output>): grpc.ClientUnaryCall;
  
  Why(argument: _berth_control_v1_WhyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_WhyResponse__Output>): grpc.ClientUnaryCall;
  Why(argument: _berth_control_v1_WhyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_WhyResponse__Output>): grpc.ClientUnaryCall;
  Why(argument: _berth_control_v1_WhyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_WhyResponse__Output>): grpc.ClientUnaryCall;
  Why(argument: _berth_control_v1_WhyRequest, callback: grpc.requestCallback<_berth_control_v1_WhyResponse__Output>): grpc.ClientUnaryCall;
  why(argument: _berth_control_v1_WhyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_WhyResponse__Output>): grpc.ClientUnaryCall;
  why(argument: _berth_control_v1_WhyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_control_v1_WhyResponse__Output>): grpc.ClientUnaryCall;
  why(argument: _berth_control_v1_WhyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_control_v1_WhyResponse__Output>): grpc.ClientUnaryCall;
  why(argument: _berth_control_v1_WhyRequest, callback: grpc.requestCallback<_berth_control_v1_WhyResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface ControlServiceHandlers extends grpc.UntypedServiceImplementation {
  Apply: grpc.handleUnaryCall<_berth_control_v1_ApplyRequest__Output, _berth_control_v1_ApplyResponse>;
  
  Confirm: grpc.handleUnaryCall<_berth_control_v1_ConfirmRequest__Output, _berth_control_v1_ConfirmResponse>;
  
  CreateToken: grpc.handleUnaryCall<_berth_control_v1_CreateTokenRequest__Output, _berth_control_v1_CreateTokenResponse>;
  
  CreateUserToken: grpc.handleUnaryCall<_berth_control_v1_CreateUserTokenRequest__Output, _berth_control_v1_CreateUserTokenResponse>;
  
  DeleteStack: grpc.handleUnaryCall<_berth_control_v1_DeleteStackRequest__Output, _berth_control_v1_DeleteStackResponse>;
  
  Diagnose: grpc.handleUnaryCall<_berth_control_v1_DiagnoseRequest__Output, _berth_control_v1_DiagnoseResponse>;
  
  Dispatch: grpc.handleUnaryCall<_berth_control_v1_DispatchRequest__Output, _berth_control_v1_DispatchResponse>;
  
  Exec: grpc.handleBidiStreamingCall<_berth_control_v1_ExecRequest__Output, _berth_control_v1_ExecResponse>;
  
  GetAgentUpdate: grpc.handleUnaryCall<_berth_control_v1_GetAgentUpdateRequest__Output, _berth_control_v1_GetAgentUpdateResponse>;
  
  GetNode: grpc.handleUnaryCall<_berth_control_v1_GetNodeRequest__Output, _berth_control_v1_GetNodeResponse>;
  
  GetPlacement: grpc.handleUnaryCall<_berth_control_v1_GetPlacementRequest__Output, _berth_control_v1_GetPlacementResponse>;
  
  GetStack: grpc.handleUnaryCall<_berth_control_v1_GetStackRequest__Output, _berth_control_v1_GetStackResponse>;
  
  Info: grpc.handleUnaryCall<_berth_control_v1_InfoRequest__Output, _berth_control_v1_InfoResponse>;
  
  ListCoordinators: grpc.handleUnaryCall<_berth_control_v1_ListCoordinatorsRequest__Output, _berth_control_v1_ListCoordinatorsResponse>;
  
  ListDispatches: grpc.handleUnaryCall<_berth_control_v1_ListDispatchesRequest__Output, _berth_control_v1_ListDispatchesResponse>;
  
  ListEndpoints: grpc.handleUnaryCall<_berth_control_v1_ListEndpointsRequest__Output, _berth_control_v1_ListEndpointsResponse>;
  
  ListNodes: grpc.handleUnaryCall<_berth_control_v1_ListNodesRequest__Output, _berth_control_v1_ListNodesResponse>;
  
  ListPlacements: grpc.handleUnaryCall<_berth_control_v1_ListPlacementsRequest__Output, _berth_control_v1_ListPlacementsResponse>;
  
  ListReservations: grpc.handleUnaryCall<_berth_control_v1_ListReservationsRequest__Output, _berth_control_v1_ListReservationsResponse>;
  
  ListRollouts: grpc.handleUnaryCall<_berth_control_v1_ListRolloutsRequest__Output, _berth_control_v1_ListRolloutsResponse>;
  
  ListSecrets: grpc.handleUnaryCall<_berth_control_v1_ListSecretsRequest__Output, _berth_control_v1_ListSecretsResponse>;
  
  ListStacks: grpc.handleUnaryCall<_berth_control_v1_ListStacksRequest__Output, _berth_control_v1_ListStacksResponse>;
  
  ListTokens: grpc.handleUnaryCall<_berth_control_v1_ListTokensRequest__Output, _berth_control_v1_ListTokensResponse>;
  
  ListUsers: grpc.handleUnaryCall<_berth_control_v1_ListUsersRequest__Output, _berth_control_v1_ListUsersResponse>;
  
  ListVolumes: grpc.handleUnaryCall<_berth_control_v1_ListVolumesRequest__Output, _berth_control_v1_ListVolumesResponse>;
  
  Logs: grpc.handleServerStreamingCall<_berth_control_v1_LogsRequest__Output, _berth_control_v1_LogsResponse>;
  
  Move: grpc.handleUnaryCall<_berth_control_v1_MoveRequest__Output, _berth_control_v1_MoveResponse>;
  
  Place: grpc.handleUnaryCall<_berth_control_v1_PlaceRequest__Output, _berth_control_v1_PlaceResponse>;
  
  Plan: grpc.handleUnaryCall<_berth_control_v1_PlanRequest__Output, _berth_control_v1_PlanResponse>;
  
  ReadCheckpoint: grpc.handleServerStreamingCall<_berth_control_v1_ReadCheckpointRequest__Output, _berth_control_v1_ReadCheckpointResponse>;
  
  ReadIndex: grpc.handleUnaryCall<_berth_control_v1_ReadIndexRequest__Output, _berth_control_v1_ReadIndexResponse>;
  
  ReadLedger: grpc.handleServerStreamingCall<_berth_control_v1_ReadLedgerRequest__Output, _berth_control_v1_ReadLedgerResponse>;
  
  ReadmitNode: grpc.handleUnaryCall<_berth_control_v1_ReadmitNodeRequest__Output, _berth_control_v1_ReadmitNodeResponse>;
  
  Rebalance: grpc.handleUnaryCall<_berth_control_v1_RebalanceRequest__Output, _berth_control_v1_RebalanceResponse>;
  
  RedeemToken: grpc.handleUnaryCall<_berth_control_v1_RedeemTokenRequest__Output, _berth_control_v1_RedeemTokenResponse>;
  
  Release: grpc.handleUnaryCall<_berth_control_v1_ReleaseRequest__Output, _berth_control_v1_ReleaseResponse>;
  
  RemoveNode: grpc.handleUnaryCall<_berth_control_v1_RemoveNodeRequest__Output, _berth_control_v1_RemoveNodeResponse>;
  
  RemoveSecret: grpc.handleUnaryCall<_berth_control_v1_RemoveSecretRequest__Output, _berth_control_v1_RemoveSecretResponse>;
  
  RemoveUser: grpc.handleUnaryCall<_berth_control_v1_RemoveUserRequest__Output, _berth_control_v1_RemoveUserResponse>;
  
  RemoveVolume: grpc.handleUnaryCall<_berth_control_v1_RemoveVolumeRequest__Output, _berth_control_v1_RemoveVolumeResponse>;
  
  RenewCertificate: grpc.handleUnaryCall<_berth_control_v1_RenewCertificateRequest__Output, _berth_control_v1_RenewCertificateResponse>;
  
  Retry: grpc.handleUnaryCall<_berth_control_v1_RetryRequest__Output, _berth_control_v1_RetryResponse>;
  
  RevokeNode: grpc.handleUnaryCall<_berth_control_v1_RevokeNodeRequest__Output, _berth_control_v1_RevokeNodeResponse>;
  
  RevokeToken: grpc.handleUnaryCall<_berth_control_v1_RevokeTokenRequest__Output, _berth_control_v1_RevokeTokenResponse>;
  
  RevokeUserToken: grpc.handleUnaryCall<_berth_control_v1_RevokeUserTokenRequest__Output, _berth_control_v1_RevokeUserTokenResponse>;
  
  Rollout: grpc.handleUnaryCall<_berth_control_v1_RolloutRequest__Output, _berth_control_v1_RolloutResponse>;
  
  SetEligibility: grpc.handleUnaryCall<_berth_control_v1_SetEligibilityRequest__Output, _berth_control_v1_SetEligibilityResponse>;
  
  SetProfile: grpc.handleUnaryCall<_berth_control_v1_SetProfileRequest__Output, _berth_control_v1_SetProfileResponse>;
  
  SetSecret: grpc.handleUnaryCall<_berth_control_v1_SetSecretRequest__Output, _berth_control_v1_SetSecretResponse>;
  
  SetUser: grpc.handleUnaryCall<_berth_control_v1_SetUserRequest__Output, _berth_control_v1_SetUserResponse>;
  
  StopDispatch: grpc.handleUnaryCall<_berth_control_v1_StopDispatchRequest__Output, _berth_control_v1_StopDispatchResponse>;
  
  UpdateAgents: grpc.handleUnaryCall<_berth_control_v1_UpdateAgentsRequest__Output, _berth_control_v1_UpdateAgentsResponse>;
  
  VerifyLedger: grpc.handleUnaryCall<_berth_control_v1_VerifyLedgerRequest__Output, _berth_control_v1_VerifyLedgerResponse>;
  
  Watch: grpc.handleServerStreamingCall<_berth_control_v1_WatchRequest__Output, _berth_control_v1_WatchResponse>;
  
  WatchEndpoints: grpc.handleServerStreamingCall<_berth_control_v1_WatchEndpointsRequest__Output, _berth_control_v1_WatchEndpointsResponse>;
  
  WhoAmI: grpc.handleUnaryCall<_berth_control_v1_WhoAmIRequest__Output, _berth_control_v1_WhoAmIResponse>;
  
  Why: grpc.handleUnaryCall<_berth_control_v1_WhyRequest__Output, _berth_control_v1_WhyResponse>;
  
}

export interface ControlServiceDefinition extends grpc.ServiceDefinition {
  Apply: MethodDefinition<_berth_control_v1_ApplyRequest, _berth_control_v1_ApplyResponse, _berth_control_v1_ApplyRequest__Output, _berth_control_v1_ApplyResponse__Output>
  Confirm: MethodDefinition<_berth_control_v1_ConfirmRequest, _berth_control_v1_ConfirmResponse, _berth_control_v1_ConfirmRequest__Output, _berth_control_v1_ConfirmResponse__Output>
  CreateToken: MethodDefinition<_berth_control_v1_CreateTokenRequest, _berth_control_v1_CreateTokenResponse, _berth_control_v1_CreateTokenRequest__Output, _berth_control_v1_CreateTokenResponse__Output>
  CreateUserToken: MethodDefinition<_berth_control_v1_CreateUserTokenRequest, _berth_control_v1_CreateUserTokenResponse, _berth_control_v1_CreateUserTokenRequest__Output, _berth_control_v1_CreateUserTokenResponse__Output>
  DeleteStack: MethodDefinition<_berth_control_v1_DeleteStackRequest, _berth_control_v1_DeleteStackResponse, _berth_control_v1_DeleteStackRequest__Output, _berth_control_v1_DeleteStackResponse__Output>
  Diagnose: MethodDefinition<_berth_control_v1_DiagnoseRequest, _berth_control_v1_DiagnoseResponse, _berth_control_v1_DiagnoseRequest__Output, _berth_control_v1_DiagnoseResponse__Output>
  Dispatch: MethodDefinition<_berth_control_v1_DispatchRequest, _berth_control_v1_DispatchResponse, _berth_control_v1_DispatchRequest__Output, _berth_control_v1_DispatchResponse__Output>
  Exec: MethodDefinition<_berth_control_v1_ExecRequest, _berth_control_v1_ExecResponse, _berth_control_v1_ExecRequest__Output, _berth_control_v1_ExecResponse__Output>
  GetAgentUpdate: MethodDefinition<_berth_control_v1_GetAgentUpdateRequest, _berth_control_v1_GetAgentUpdateResponse, _berth_control_v1_GetAgentUpdateRequest__Output, _berth_control_v1_GetAgentUpdateResponse__Output>
  GetNode: MethodDefinition<_berth_control_v1_GetNodeRequest, _berth_control_v1_GetNodeResponse, _berth_control_v1_GetNodeRequest__Output, _berth_control_v1_GetNodeResponse__Output>
  GetPlacement: MethodDefinition<_berth_control_v1_GetPlacementRequest, _berth_control_v1_GetPlacementResponse, _berth_control_v1_GetPlacementRequest__Output, _berth_control_v1_GetPlacementResponse__Output>
  GetStack: MethodDefinition<_berth_control_v1_GetStackRequest, _berth_control_v1_GetStackResponse, _berth_control_v1_GetStackRequest__Output, _berth_control_v1_GetStackResponse__Output>
  Info: MethodDefinition<_berth_control_v1_InfoRequest, _berth_control_v1_InfoResponse, _berth_control_v1_InfoRequest__Output, _berth_control_v1_InfoResponse__Output>
  ListCoordinators: MethodDefinition<_berth_control_v1_ListCoordinatorsRequest, _berth_control_v1_ListCoordinatorsResponse, _berth_control_v1_ListCoordinatorsRequest__Output, _berth_control_v1_ListCoordinatorsResponse__Output>
  ListDispatches: MethodDefinition<_berth_control_v1_ListDispatchesRequest, _berth_control_v1_ListDispatchesResponse, _berth_control_v1_ListDispatchesRequest__Output, _berth_control_v1_ListDispatchesResponse__Output>
  ListEndpoints: MethodDefinition<_berth_control_v1_ListEndpointsRequest, _berth_control_v1_ListEndpointsResponse, _berth_control_v1_ListEndpointsRequest__Output, _berth_control_v1_ListEndpointsResponse__Output>
  ListNodes: MethodDefinition<_berth_control_v1_ListNodesRequest, _berth_control_v1_ListNodesResponse, _berth_control_v1_ListNodesRequest__Output, _berth_control_v1_ListNodesResponse__Output>
  ListPlacements: MethodDefinition<_berth_control_v1_ListPlacementsRequest, _berth_control_v1_ListPlacementsResponse, _berth_control_v1_ListPlacementsRequest__Output, _berth_control_v1_ListPlacementsResponse__Output>
  ListReservations: MethodDefinition<_berth_control_v1_ListReservationsRequest, _berth_control_v1_ListReservationsResponse, _berth_control_v1_ListReservationsRequest__Output, _berth_control_v1_ListReservationsResponse__Output>
  ListRollouts: MethodDefinition<_berth_control_v1_ListRolloutsRequest, _berth_control_v1_ListRolloutsResponse, _berth_control_v1_ListRolloutsRequest__Output, _berth_control_v1_ListRolloutsResponse__Output>
  ListSecrets: MethodDefinition<_berth_control_v1_ListSecretsRequest, _berth_control_v1_ListSecretsResponse, _berth_control_v1_ListSecretsRequest__Output, _berth_control_v1_ListSecretsResponse__Output>
  ListStacks: MethodDefinition<_berth_control_v1_ListStacksRequest, _berth_control_v1_ListStacksResponse, _berth_control_v1_ListStacksRequest__Output, _berth_control_v1_ListStacksResponse__Output>
  ListTokens: MethodDefinition<_berth_control_v1_ListTokensRequest, _berth_control_v1_ListTokensResponse, _berth_control_v1_ListTokensRequest__Output, _berth_control_v1_ListTokensResponse__Output>
  ListUsers: MethodDefinition<_berth_control_v1_ListUsersRequest, _berth_control_v1_ListUsersResponse, _berth_control_v1_ListUsersRequest__Output, _berth_control_v1_ListUsersResponse__Output>
  ListVolumes: MethodDefinition<_berth_control_v1_ListVolumesRequest, _berth_control_v1_ListVolumesResponse, _berth_control_v1_ListVolumesRequest__Output, _berth_control_v1_ListVolumesResponse__Output>
  Logs: MethodDefinition<_berth_control_v1_LogsRequest, _berth_control_v1_LogsResponse, _berth_control_v1_LogsRequest__Output, _berth_control_v1_LogsResponse__Output>
  Move: MethodDefinition<_berth_control_v1_MoveRequest, _berth_control_v1_MoveResponse, _berth_control_v1_MoveRequest__Output, _berth_control_v1_MoveResponse__Output>
  Place: MethodDefinition<_berth_control_v1_PlaceRequest, _berth_control_v1_PlaceResponse, _berth_control_v1_PlaceRequest__Output, _berth_control_v1_PlaceResponse__Output>
  Plan: MethodDefinition<_berth_control_v1_PlanRequest, _berth_control_v1_PlanResponse, _berth_control_v1_PlanRequest__Output, _berth_control_v1_PlanResponse__Output>
  ReadCheckpoint: MethodDefinition<_berth_control_v1_ReadCheckpointRequest, _berth_control_v1_ReadCheckpointResponse, _berth_control_v1_ReadCheckpointRequest__Output, _berth_control_v1_ReadCheckpointResponse__Output>
  ReadIndex: MethodDefinition<_berth_control_v1_ReadIndexRequest, _berth_control_v1_ReadIndexResponse, _berth_control_v1_ReadIndexRequest__Output, _berth_control_v1_ReadIndexResponse__Output>
  ReadLedger: MethodDefinition<_berth_control_v1_ReadLedgerRequest, _berth_control_v1_ReadLedgerResponse, _berth_control_v1_ReadLedgerRequest__Output, _berth_control_v1_ReadLedgerResponse__Output>
  ReadmitNode: MethodDefinition<_berth_control_v1_ReadmitNodeRequest, _berth_control_v1_ReadmitNodeResponse, _berth_control_v1_ReadmitNodeRequest__Output, _berth_control_v1_ReadmitNodeResponse__Output>
  Rebalance: MethodDefinition<_berth_control_v1_RebalanceRequest, _berth_control_v1_RebalanceResponse, _berth_control_v1_RebalanceRequest__Output, _berth_control_v1_RebalanceResponse__Output>
  RedeemToken: MethodDefinition<_berth_control_v1_RedeemTokenRequest, _berth_control_v1_RedeemTokenResponse, _berth_control_v1_RedeemTokenRequest__Output, _berth_control_v1_RedeemTokenResponse__Output>
  Release: MethodDefinition<_berth_control_v1_ReleaseRequest, _berth_control_v1_ReleaseResponse, _berth_control_v1_ReleaseRequest__Output, _berth_control_v1_ReleaseResponse__Output>
  RemoveNode: MethodDefinition<_berth_control_v1_RemoveNodeRequest, _berth_control_v1_RemoveNodeResponse, _berth_control_v1_RemoveNodeRequest__Output, _berth_control_v1_RemoveNodeResponse__Output>
  RemoveSecret: MethodDefinition<_berth_control_v1_RemoveSecretRequest, _berth_control_v1_RemoveSecretResponse, _berth_control_v1_RemoveSecretRequest__Output, _berth_control_v1_RemoveSecretResponse__Output>
  RemoveUser: MethodDefinition<_berth_control_v1_RemoveUserRequest, _berth_control_v1_RemoveUserResponse, _berth_control_v1_RemoveUserRequest__Output, _berth_control_v1_RemoveUserResponse__Output>
  RemoveVolume: MethodDefinition<_berth_control_v1_RemoveVolumeRequest, _berth_control_v1_RemoveVolumeResponse, _berth_control_v1_RemoveVolumeRequest__Output, _berth_control_v1_RemoveVolumeResponse__Output>
  RenewCertificate: MethodDefinition<_berth_control_v1_RenewCertificateRequest, _berth_control_v1_RenewCertificateResponse, _berth_control_v1_RenewCertificateRequest__Output, _berth_control_v1_RenewCertificateResponse__Output>
  Retry: MethodDefinition<_berth_control_v1_RetryRequest, _berth_control_v1_RetryResponse, _berth_control_v1_RetryRequest__Output, _berth_control_v1_RetryResponse__Output>
  RevokeNode: MethodDefinition<_berth_control_v1_RevokeNodeRequest, _berth_control_v1_RevokeNodeResponse, _berth_control_v1_RevokeNodeRequest__Output, _berth_control_v1_RevokeNodeResponse__Output>
  RevokeToken: MethodDefinition<_berth_control_v1_RevokeTokenRequest, _berth_control_v1_RevokeTokenResponse, _berth_control_v1_RevokeTokenRequest__Output, _berth_control_v1_RevokeTokenResponse__Output>
  RevokeUserToken: MethodDefinition<_berth_control_v1_RevokeUserTokenRequest, _berth_control_v1_RevokeUserTokenResponse, _berth_control_v1_RevokeUserTokenRequest__Output, _berth_control_v1_RevokeUserTokenResponse__Output>
  Rollout: MethodDefinition<_berth_control_v1_RolloutRequest, _berth_control_v1_RolloutResponse, _berth_control_v1_RolloutRequest__Output, _berth_control_v1_RolloutResponse__Output>
  SetEligibility: MethodDefinition<_berth_control_v1_SetEligibilityRequest, _berth_control_v1_SetEligibilityResponse, _berth_control_v1_SetEligibilityRequest__Output, _berth_control_v1_SetEligibilityResponse__Output>
  SetProfile: MethodDefinition<_berth_control_v1_SetProfileRequest, _berth_control_v1_SetProfileResponse, _berth_control_v1_SetProfileRequest__Output, _berth_control_v1_SetProfileResponse__Output>
  SetSecret: MethodDefinition<_berth_control_v1_SetSecretRequest, _berth_control_v1_SetSecretResponse, _berth_control_v1_SetSecretRequest__Output, _berth_control_v1_SetSecretResponse__Output>
  SetUser: MethodDefinition<_berth_control_v1_SetUserRequest, _berth_control_v1_SetUserResponse, _berth_control_v1_SetUserRequest__Output, _berth_control_v1_SetUserResponse__Output>
  StopDispatch: MethodDefinition<_berth_control_v1_StopDispatchRequest, _berth_control_v1_StopDispatchResponse, _berth_control_v1_StopDispatchRequest__Output, _berth_control_v1_StopDispatchResponse__Output>
  UpdateAgents: MethodDefinition<_berth_control_v1_UpdateAgentsRequest, _berth_control_v1_UpdateAgentsResponse, _berth_control_v1_UpdateAgentsRequest__Output, _berth_control_v1_UpdateAgentsResponse__Output>
  VerifyLedger: MethodDefinition<_berth_control_v1_VerifyLedgerRequest, _berth_control_v1_VerifyLedgerResponse, _berth_control_v1_VerifyLedgerRequest__Output, _berth_control_v1_VerifyLedgerResponse__Output>
  Watch: MethodDefinition<_berth_control_v1_WatchRequest, _berth_control_v1_WatchResponse, _berth_control_v1_WatchRequest__Output, _berth_control_v1_WatchResponse__Output>
  WatchEndpoints: MethodDefinition<_berth_control_v1_WatchEndpointsRequest, _berth_control_v1_WatchEndpointsResponse, _berth_control_v1_WatchEndpointsRequest__Output, _berth_control_v1_WatchEndpointsResponse__Output>
  WhoAmI: MethodDefinition<_berth_control_v1_WhoAmIRequest, _berth_control_v1_WhoAmIResponse, _berth_control_v1_WhoAmIRequest__Output, _berth_control_v1_WhoAmIResponse__Output>
  Why: MethodDefinition<_berth_control_v1_WhyRequest, _berth_control_v1_WhyResponse, _berth_control_v1_WhyRequest__Output, _berth_control_v1_WhyResponse__Output>
}
