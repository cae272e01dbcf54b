// Original file: proto/berth/model/v1/run.proto

import type { ContainerArguments as _berth_model_v1_ContainerArguments, ContainerArguments__Output as _berth_model_v1_ContainerArguments__Output } from '../../../berth/model/v1/ContainerArguments.js';
import type { ContainerMount as _berth_model_v1_ContainerMount, ContainerMount__Output as _berth_model_v1_ContainerMount__Output } from '../../../berth/model/v1/ContainerMount.js';
import type { ContainerTmpfs as _berth_model_v1_ContainerTmpfs, ContainerTmpfs__Output as _berth_model_v1_ContainerTmpfs__Output } from '../../../berth/model/v1/ContainerTmpfs.js';
import type { ContainerNetwork as _berth_model_v1_ContainerNetwork, ContainerNetwork__Output as _berth_model_v1_ContainerNetwork__Output } from '../../../berth/model/v1/ContainerNetwork.js';
import type { ContainerPort as _berth_model_v1_ContainerPort, ContainerPort__Output as _berth_model_v1_ContainerPort__Output } from '../../../berth/model/v1/ContainerPort.js';
import type { Long } from '@grpc/proto-loader';

export interface ContainerSpec {
  'image'?: (string);
  'args'?: (_berth_model_v1_ContainerArguments | null);
  'user'?: (string);
  'readOnlyRoot'?: (boolean);
  'capabilities'?: (string)[];
  'mounts'?: (_berth_model_v1_ContainerMount)[];
  'tmpfs'?: (_berth_model_v1_ContainerTmpfs)[];
  'devices'?: (string)[];
  'network'?: (_berth_model_v1_ContainerNetwork);
  'ports'?: ({[key: string]: _berth_model_v1_ContainerPort});
  'cpuMillisMax'?: (number | string | Long);
  'pidsMax'?: (number | string | Long);
  '_args'?: "args";
  '_user'?: "user";
  '_cpuMillisMax'?: "cpuMillisMax";
}

export interface ContainerSpec__Output {
  'image': (string);
  'args'?: (_berth_model_v1_ContainerArguments__Output | null);
  'user'?: (string);
  'readOnlyRoot': (boolean);
  'capabilities': (string)[];
  'mounts': (_berth_model_v1_ContainerMount__Output)[];
  'tmpfs': (_berth_model_v1_ContainerTmpfs__Output)[];
  'devices': (string)[];
  'network': (_berth_model_v1_ContainerNetwork__Output);
  'ports': ({[key: string]: _berth_model_v1_ContainerPort__Output});
  'cpuMillisMax'?: (number);
  'pidsMax': (number);
  '_args'?: "args";
  '_user'?: "user";
  '_cpuMillisMax'?: "cpuMillisMax";
}
