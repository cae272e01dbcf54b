// Original file: proto/berth/model/v1/run.proto

import type { FileChange as _berth_model_v1_FileChange, FileChange__Output as _berth_model_v1_FileChange__Output } from '../../../berth/model/v1/FileChange.js';

export interface FileSpec {
  'content'?: (string);
  'mode'?: (number);
  'onChange'?: (_berth_model_v1_FileChange);
  'signal'?: (string);
  'base64'?: (boolean);
  '_signal'?: "signal";
}

export interface FileSpec__Output {
  'content': (string);
  'mode': (number);
  'onChange': (_berth_model_v1_FileChange__Output);
  'signal'?: (string);
  'base64': (boolean);
  '_signal'?: "signal";
}
