// Original file: proto/berth/enrol/v1/enrol.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { EnrolRequest as _berth_enrol_v1_EnrolRequest, EnrolRequest__Output as _berth_enrol_v1_EnrolRequest__Output } from '../../../berth/enrol/v1/EnrolRequest.js';
import type { EnrolResponse as _berth_enrol_v1_EnrolResponse, EnrolResponse__Output as _berth_enrol_v1_EnrolResponse__Output } from '../../../berth/enrol/v1/EnrolResponse.js';
import type { RenewRequest as _berth_enrol_v1_RenewRequest, RenewRequest__Output as _berth_enrol_v1_RenewRequest__Output } from '../../../berth/enrol/v1/RenewRequest.js';
import type { RenewResponse as _berth_enrol_v1_RenewResponse, RenewResponse__Output as _berth_enrol_v1_RenewResponse__Output } from '../../../berth/enrol/v1/RenewResponse.js';

export interface EnrolServiceClient extends grpc.Client {
  Enrol(argument: _berth_enrol_v1_EnrolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_enrol_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  Enrol(argument: _berth_enrol_v1_EnrolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_enrol_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  Enrol(argument: _berth_enrol_v1_EnrolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_enrol_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  Enrol(argument: _berth_enrol_v1_EnrolRequest, callback: grpc.requestCallback<_berth_enrol_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  enrol(argument: _berth_enrol_v1_EnrolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_enrol_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  enrol(argument: _berth_enrol_v1_EnrolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_enrol_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  enrol(argument: _berth_enrol_v1_EnrolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_enrol_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  enrol(argument: _berth_enrol_v1_EnrolRequest, callback: grpc.requestCallback<_berth_enrol_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  
  Renew(argument: _berth_enrol_v1_RenewRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_enrol_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _berth_enrol_v1_RenewRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_enrol_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _berth_enrol_v1_RenewRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_enrol_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _berth_enrol_v1_RenewRequest, callback: grpc.requestCallback<_berth_enrol_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _berth_enrol_v1_RenewRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_enrol_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _berth_enrol_v1_RenewRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_berth_enrol_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _berth_enrol_v1_RenewRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_berth_enrol_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _berth_enrol_v1_RenewRequest, callback: grpc.requestCallback<_berth_enrol_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface EnrolServiceHandlers extends grpc.UntypedServiceImplementation {
  Enrol: grpc.handleUnaryCall<_berth_enrol_v1_EnrolRequest__Output, _berth_enrol_v1_EnrolResponse>;
  
  Renew: grpc.handleUnaryCall<_berth_enrol_v1_RenewRequest__Output, _berth_enrol_v1_RenewResponse>;
  
}

export interface EnrolServiceDefinition extends grpc.ServiceDefinition {
  Enrol: MethodDefinition<_berth_enrol_v1_EnrolRequest, _berth_enrol_v1_EnrolResponse, _berth_enrol_v1_EnrolRequest__Output, _berth_enrol_v1_EnrolResponse__Output>
  Renew: MethodDefinition<_berth_enrol_v1_RenewRequest, _berth_enrol_v1_RenewResponse, _berth_enrol_v1_RenewRequest__Output, _berth_enrol_v1_RenewResponse__Output>
}
