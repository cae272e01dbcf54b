// Generated from the .proto files by generate.mjs.
/** The input of protobufjs's Root.fromJSON. */
export const descriptor: object = {
  "nested": {
    "berth": {
      "nested": {
        "control": {
          "nested": {
            "v1": {
              "nested": {
                "ControlService": {
                  "methods": {
                    "Info": {
                      "requestType": "InfoRequest",
                      "responseType": "InfoResponse"
                    },
                    "Apply": {
                      "requestType": "ApplyRequest",
                      "responseType": "ApplyResponse"
                    },
                    "Plan": {
                      "requestType": "PlanRequest",
                      "responseType": "PlanResponse"
                    },
                    "DeleteStack": {
                      "requestType": "DeleteStackRequest",
                      "responseType": "DeleteStackResponse"
                    },
                    "ListStacks": {
                      "requestType": "ListStacksRequest",
                      "responseType": "ListStacksResponse"
                    },
                    "GetStack": {
                      "requestType": "GetStackRequest",
                      "responseType": "GetStackResponse"
                    },
                    "ListNodes": {
                      "requestType": "ListNodesRequest",
                      "responseType": "ListNodesResponse"
                    },
                    "GetNode": {
                      "requestType": "GetNodeRequest",
                      "responseType": "GetNodeResponse"
                    },
                    "SetEligibility": {
                      "requestType": "SetEligibilityRequest",
                      "responseType": "SetEligibilityResponse"
                    },
                    "RemoveNode": {
                      "requestType": "RemoveNodeRequest",
                      "responseType": "RemoveNodeResponse"
                    },
                    "ListPlacements": {
                      "requestType": "ListPlacementsRequest",
                      "responseType": "ListPlacementsResponse"
                    },
                    "GetPlacement": {
                      "requestType": "GetPlacementRequest",
                      "responseType": "GetPlacementResponse"
                    },
                    "Place": {
                      "requestType": "PlaceRequest",
                      "responseType": "PlaceResponse"
                    },
                    "Confirm": {
                      "requestType": "ConfirmRequest",
                      "responseType": "ConfirmResponse"
                    },
                    "Release": {
                      "requestType": "ReleaseRequest",
                      "responseType": "ReleaseResponse"
                    },
                    "ListCoordinators": {
                      "requestType": "ListCoordinatorsRequest",
                      "responseType": "ListCoordinatorsResponse"
                    },
                    "Diagnose": {
                      "requestType": "DiagnoseRequest",
                      "responseType": "DiagnoseResponse"
                    },
                    "ReadIndex": {
                      "requestType": "ReadIndexRequest",
                      "responseType": "ReadIndexResponse"
                    },
                    "ListReservations": {
                      "requestType": "ListReservationsRequest",
                      "responseType": "ListReservationsResponse"
                    },
                    "Why": {
                      "requestType": "WhyRequest",
                      "responseType": "WhyResponse"
                    },
                    "Rebalance": {
                      "requestType": "RebalanceRequest",
                      "responseType": "RebalanceResponse"
                    },
                    "Move": {
                      "requestType": "MoveRequest",
                      "responseType": "MoveResponse"
                    },
                    "Rollout": {
                      "requestType": "RolloutRequest",
                      "responseType": "RolloutResponse"
                    },
                    "ListRollouts": {
                      "requestType": "ListRolloutsRequest",
                      "responseType": "ListRolloutsResponse"
                    },
                    "Retry": {
                      "requestType": "RetryRequest",
                      "responseType": "RetryResponse"
                    },
                    "Dispatch": {
                      "requestType": "DispatchRequest",
                      "responseType": "DispatchResponse"
                    },
                    "ListDispatches": {
                      "requestType": "ListDispatchesRequest",
                      "responseType": "ListDispatchesResponse"
                    },
                    "StopDispatch": {
                      "requestType": "StopDispatchRequest",
                      "responseType": "StopDispatchResponse"
                    },
                    "UpdateAgents": {
                      "requestType": "UpdateAgentsRequest",
                      "responseType": "UpdateAgentsResponse"
                    },
                    "GetAgentUpdate": {
                      "requestType": "GetAgentUpdateRequest",
                      "responseType": "GetAgentUpdateResponse"
                    },
                    "VerifyLedger": {
                      "requestType": "VerifyLedgerRequest",
                      "responseType": "VerifyLedgerResponse"
                    },
                    "CreateToken": {
                      "requestType": "CreateTokenRequest",
                      "responseType": "CreateTokenResponse"
                    },
                    "SetSecret": {
                      "requestType": "SetSecretRequest",
                      "responseType": "SetSecretResponse"
                    },
                    "ListSecrets": {
                      "requestType": "ListSecretsRequest",
                      "responseType": "ListSecretsResponse"
                    },
                    "RemoveSecret": {
                      "requestType": "RemoveSecretRequest",
                      "responseType": "RemoveSecretResponse"
                    },
                    "ListVolumes": {
                      "requestType": "ListVolumesRequest",
                      "responseType": "ListVolumesResponse"
                    },
                    "RemoveVolume": {
                      "requestType": "RemoveVolumeRequest",
                      "responseType": "RemoveVolumeResponse"
                    },
                    "ListTokens": {
                      "requestType": "ListTokensRequest",
                      "responseType": "ListTokensResponse"
                    },
                    "RevokeToken": {
                      "requestType": "RevokeTokenRequest",
                      "responseType": "RevokeTokenResponse"
                    },
                    "RevokeNode": {
                      "requestType": "RevokeNodeRequest",
                      "responseType": "RevokeNodeResponse"
                    },
                    "ReadmitNode": {
                      "requestType": "ReadmitNodeRequest",
                      "responseType": "ReadmitNodeResponse"
                    },
                    "SetProfile": {
                      "requestType": "SetProfileRequest",
                      "responseType": "SetProfileResponse"
                    },
                    "WhoAmI": {
                      "requestType": "WhoAmIRequest",
                      "responseType": "WhoAmIResponse"
                    },
                    "ListUsers": {
                      "requestType": "ListUsersRequest",
                      "responseType": "ListUsersResponse"
                    },
                    "SetUser": {
                      "requestType": "SetUserRequest",
                      "responseType": "SetUserResponse"
                    },
                    "RemoveUser": {
                      "requestType": "RemoveUserRequest",
                      "responseType": "RemoveUserResponse"
                    },
                    "CreateUserToken": {
                      "requestType": "CreateUserTokenRequest",
                      "responseType": "CreateUserTokenResponse"
                    },
                    "RevokeUserToken": {
                      "requestType": "RevokeUserTokenRequest",
                      "responseType": "RevokeUserTokenResponse"
                    },
                    "RedeemToken": {
                      "requestType": "RedeemTokenRequest",
                      "responseType": "RedeemTokenResponse"
                    },
                    "RenewCertificate": {
                      "requestType": "RenewCertificateRequest",
                      "responseType": "RenewCertificateResponse"
                    },
                    "Watch": {
                      "requestType": "WatchRequest",
                      "responseType": "WatchResponse",
                      "responseStream": true
                    },
                    "ReadLedger": {
                      "requestType": "ReadLedgerRequest",
                      "responseType": "ReadLedgerResponse",
                      "responseStream": true
                    },
                    "ListEndpoints": {
                      "requestType": "ListEndpointsRequest",
                      "responseType": "ListEndpointsResponse"
                    },
                    "WatchEndpoints": {
                      "requestType": "WatchEndpointsRequest",
                      "responseType": "WatchEndpointsResponse",
                      "responseStream": true
                    },
                    "ReadCheckpoint": {
                      "requestType": "ReadCheckpointRequest",
                      "responseType": "ReadCheckpointResponse",
                      "responseStream": true
                    },
                    "Logs": {
                      "requestType": "LogsRequest",
                      "responseType": "LogsResponse",
                      "responseStream": true
                    },
                    "Exec": {
                      "requestType": "ExecRequest",
                      "requestStream": true,
                      "responseType": "ExecResponse",
                      "responseStream": true
                    }
                  }
                },
                "InfoRequest": {
                  "fields": {}
                },
                "InfoResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "ApplyRequest": {
                  "oneofs": {
                    "_expectVersion": {
                      "oneof": [
                        "expectVersion"
                      ]
                    }
                  },
                  "fields": {
                    "source": {
                      "type": "string",
                      "id": 1
                    },
                    "expectVersion": {
                      "type": "int64",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    }
                  }
                },
                "ApplyResponse": {
                  "fields": {
                    "json": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "PlanRequest": {
                  "fields": {
                    "source": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "PlanResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "DeleteStackRequest": {
                  "oneofs": {
                    "_expectVersion": {
                      "oneof": [
                        "expectVersion"
                      ]
                    }
                  },
                  "fields": {
                    "stack": {
                      "type": "string",
                      "id": 1
                    },
                    "expectVersion": {
                      "type": "int64",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    },
                    "force": {
                      "type": "bool",
                      "id": 4
                    }
                  }
                },
                "DeleteStackResponse": {
                  "fields": {
                    "stack": {
                      "type": "string",
                      "id": 1
                    },
                    "stopped": {
                      "type": "uint32",
                      "id": 2
                    },
                    "kept": {
                      "rule": "repeated",
                      "type": "KeptVolume",
                      "id": 3
                    }
                  }
                },
                "KeptVolume": {
                  "fields": {
                    "volume": {
                      "type": "string",
                      "id": 1
                    },
                    "node": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "ListStacksRequest": {
                  "fields": {}
                },
                "ListStacksResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "GetStackRequest": {
                  "fields": {
                    "stack": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "GetStackResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "ListNodesRequest": {
                  "fields": {}
                },
                "ListNodesResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "GetNodeRequest": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "GetNodeResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "SetEligibilityRequest": {
                  "oneofs": {
                    "_deadlineMs": {
                      "oneof": [
                        "deadlineMs"
                      ]
                    }
                  },
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "eligibility": {
                      "type": "berth.model.v1.Eligibility",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    },
                    "deadlineMs": {
                      "type": "int64",
                      "id": 4,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "force": {
                      "type": "bool",
                      "id": 5
                    }
                  }
                },
                "SetEligibilityResponse": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "eligibility": {
                      "type": "berth.model.v1.Eligibility",
                      "id": 2
                    }
                  }
                },
                "RemoveNodeRequest": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    }
                  }
                },
                "RemoveNodeResponse": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "ListPlacementsRequest": {
                  "oneofs": {
                    "_stack": {
                      "oneof": [
                        "stack"
                      ]
                    },
                    "_workload": {
                      "oneof": [
                        "workload"
                      ]
                    },
                    "_node": {
                      "oneof": [
                        "node"
                      ]
                    }
                  },
                  "fields": {
                    "stack": {
                      "type": "string",
                      "id": 1,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "workload": {
                      "type": "string",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "node": {
                      "type": "string",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "ListPlacementsResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "GetPlacementRequest": {
                  "fields": {
                    "id": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "GetPlacementResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "PlaceWish": {
                  "oneofs": {
                    "_closeTo": {
                      "oneof": [
                        "closeTo"
                      ]
                    }
                  },
                  "fields": {
                    "resources": {
                      "type": "berth.model.v1.ResourceRequest",
                      "id": 1
                    },
                    "require": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 2
                    },
                    "prefer": {
                      "rule": "repeated",
                      "type": "Preference",
                      "id": 3
                    },
                    "tolerate": {
                      "rule": "repeated",
                      "type": "Toleration",
                      "id": 4
                    },
                    "count": {
                      "type": "uint32",
                      "id": 5
                    },
                    "ttlMs": {
                      "type": "int64",
                      "id": 6
                    },
                    "holder": {
                      "type": "string",
                      "id": 7
                    },
                    "policy": {
                      "keyType": "string",
                      "type": "uint32",
                      "id": 8
                    },
                    "closeTo": {
                      "type": "Place",
                      "id": 9,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "Place": {
                  "oneofs": {
                    "_site": {
                      "oneof": [
                        "site"
                      ]
                    },
                    "_region": {
                      "oneof": [
                        "region"
                      ]
                    },
                    "_location": {
                      "oneof": [
                        "location"
                      ]
                    }
                  },
                  "fields": {
                    "site": {
                      "type": "string",
                      "id": 1,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "region": {
                      "type": "string",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "location": {
                      "type": "string",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "Preference": {
                  "fields": {
                    "when": {
                      "type": "string",
                      "id": 1
                    },
                    "weight": {
                      "type": "uint32",
                      "id": 2
                    }
                  }
                },
                "Toleration": {
                  "oneofs": {
                    "_value": {
                      "oneof": [
                        "value"
                      ]
                    },
                    "_forMs": {
                      "oneof": [
                        "forMs"
                      ]
                    }
                  },
                  "fields": {
                    "key": {
                      "type": "string",
                      "id": 1
                    },
                    "value": {
                      "type": "string",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "forMs": {
                      "type": "int64",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "PlaceRequest": {
                  "fields": {
                    "wishes": {
                      "rule": "repeated",
                      "type": "PlaceWish",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    }
                  }
                },
                "PlaceResponse": {
                  "fields": {
                    "results": {
                      "rule": "repeated",
                      "type": "WishResult",
                      "id": 1
                    }
                  }
                },
                "WishResult": {
                  "fields": {
                    "reservations": {
                      "rule": "repeated",
                      "type": "Reservation",
                      "id": 1
                    },
                    "missing": {
                      "type": "uint32",
                      "id": 2
                    },
                    "rejects": {
                      "rule": "repeated",
                      "type": "berth.model.v1.RejectCount",
                      "id": 3
                    }
                  }
                },
                "Reservation": {
                  "oneofs": {
                    "_expiresAtMs": {
                      "oneof": [
                        "expiresAtMs"
                      ]
                    }
                  },
                  "fields": {
                    "id": {
                      "type": "string",
                      "id": 1
                    },
                    "node": {
                      "type": "string",
                      "id": 2
                    },
                    "claim": {
                      "type": "berth.model.v1.Claim",
                      "id": 3
                    },
                    "holder": {
                      "type": "string",
                      "id": 4
                    },
                    "createdAtMs": {
                      "type": "int64",
                      "id": 5
                    },
                    "generation": {
                      "type": "int64",
                      "id": 6
                    },
                    "confirmed": {
                      "type": "bool",
                      "id": 7
                    },
                    "expiresAtMs": {
                      "type": "int64",
                      "id": 8,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "changedAtIndex": {
                      "type": "int64",
                      "id": 9
                    }
                  }
                },
                "ConfirmRequest": {
                  "fields": {
                    "reservation": {
                      "type": "string",
                      "id": 1
                    },
                    "generation": {
                      "type": "int64",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    }
                  }
                },
                "ConfirmResponse": {
                  "fields": {
                    "reservation": {
                      "type": "Reservation",
                      "id": 1
                    }
                  }
                },
                "ReleaseRequest": {
                  "fields": {
                    "reservation": {
                      "type": "string",
                      "id": 1
                    },
                    "generation": {
                      "type": "int64",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    }
                  }
                },
                "ReleaseResponse": {
                  "fields": {
                    "reservation": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "ListCoordinatorsRequest": {
                  "fields": {}
                },
                "ListCoordinatorsResponse": {
                  "fields": {
                    "json": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "DiagnoseRequest": {
                  "fields": {}
                },
                "DiagnoseResponse": {
                  "fields": {
                    "json": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "ReadIndexRequest": {
                  "fields": {}
                },
                "ReadIndexResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    }
                  }
                },
                "ListReservationsRequest": {
                  "fields": {}
                },
                "ListReservationsResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "reservations": {
                      "rule": "repeated",
                      "type": "Reservation",
                      "id": 2
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "WhyRequest": {
                  "oneofs": {
                    "_node": {
                      "oneof": [
                        "node"
                      ]
                    }
                  },
                  "fields": {
                    "target": {
                      "type": "string",
                      "id": 1
                    },
                    "node": {
                      "type": "string",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "WhyResponse": {
                  "fields": {
                    "json": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "RebalanceRequest": {
                  "oneofs": {
                    "_moves": {
                      "oneof": [
                        "moves"
                      ]
                    },
                    "_percent": {
                      "oneof": [
                        "percent"
                      ]
                    }
                  },
                  "fields": {
                    "moves": {
                      "type": "uint32",
                      "id": 1,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "percent": {
                      "type": "double",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "workloads": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 3
                    }
                  }
                },
                "RebalanceResponse": {
                  "fields": {
                    "json": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "MoveRequest": {
                  "fields": {
                    "placement": {
                      "type": "string",
                      "id": 1
                    },
                    "to": {
                      "type": "string",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    }
                  }
                },
                "MoveResponse": {
                  "fields": {
                    "placement": {
                      "type": "string",
                      "id": 1
                    },
                    "replacement": {
                      "type": "string",
                      "id": 2
                    },
                    "to": {
                      "type": "string",
                      "id": 3
                    }
                  }
                },
                "RolloutRequest": {
                  "oneofs": {
                    "_to": {
                      "oneof": [
                        "to"
                      ]
                    }
                  },
                  "fields": {
                    "target": {
                      "type": "string",
                      "id": 1
                    },
                    "action": {
                      "type": "string",
                      "id": 2
                    },
                    "to": {
                      "type": "int64",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 4
                    }
                  }
                },
                "RolloutResponse": {
                  "fields": {
                    "json": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "RetryRequest": {
                  "fields": {
                    "target": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    }
                  }
                },
                "RetryResponse": {
                  "fields": {
                    "workloads": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "ListRolloutsRequest": {
                  "oneofs": {
                    "_target": {
                      "oneof": [
                        "target"
                      ]
                    }
                  },
                  "fields": {
                    "target": {
                      "type": "string",
                      "id": 1,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "ListRolloutsResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "DispatchRequest": {
                  "oneofs": {
                    "_input": {
                      "oneof": [
                        "input"
                      ]
                    },
                    "_id": {
                      "oneof": [
                        "id"
                      ]
                    }
                  },
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "params": {
                      "keyType": "string",
                      "type": "string",
                      "id": 2
                    },
                    "input": {
                      "type": "bytes",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "id": {
                      "type": "string",
                      "id": 4,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 5
                    }
                  }
                },
                "DispatchResponse": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "id": {
                      "type": "string",
                      "id": 2
                    },
                    "created": {
                      "type": "bool",
                      "id": 3
                    }
                  }
                },
                "ListDispatchesRequest": {
                  "fields": {
                    "target": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "ListDispatchesResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "StopDispatchRequest": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    }
                  }
                },
                "StopDispatchResponse": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "UpdateAgentsRequest": {
                  "oneofs": {
                    "_version": {
                      "oneof": [
                        "version"
                      ]
                    },
                    "_percent": {
                      "oneof": [
                        "percent"
                      ]
                    },
                    "_site": {
                      "oneof": [
                        "site"
                      ]
                    },
                    "_auto": {
                      "oneof": [
                        "auto"
                      ]
                    }
                  },
                  "fields": {
                    "action": {
                      "type": "string",
                      "id": 1
                    },
                    "version": {
                      "type": "string",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "percent": {
                      "type": "uint32",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "site": {
                      "type": "string",
                      "id": 4,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "auto": {
                      "type": "bool",
                      "id": 5,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "again": {
                      "type": "bool",
                      "id": 6
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 7
                    }
                  }
                },
                "UpdateAgentsResponse": {
                  "fields": {
                    "json": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "GetAgentUpdateRequest": {
                  "fields": {}
                },
                "GetAgentUpdateResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "VerifyLedgerRequest": {
                  "fields": {}
                },
                "VerifyLedgerResponse": {
                  "fields": {
                    "json": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "ChainedBlock": {
                  "fields": {
                    "block": {
                      "type": "bytes",
                      "id": 1
                    },
                    "hash": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "WatchRequest": {
                  "fields": {
                    "fromIndex": {
                      "type": "int64",
                      "id": 1
                    }
                  }
                },
                "WatchResponse": {
                  "oneofs": {
                    "item": {
                      "oneof": [
                        "block",
                        "tooOld"
                      ]
                    }
                  },
                  "fields": {
                    "block": {
                      "type": "ChainedBlock",
                      "id": 1
                    },
                    "tooOld": {
                      "type": "int64",
                      "id": 2
                    }
                  }
                },
                "ReadLedgerRequest": {
                  "fields": {
                    "from": {
                      "type": "int64",
                      "id": 1
                    },
                    "to": {
                      "type": "int64",
                      "id": 2
                    }
                  }
                },
                "ReadLedgerResponse": {
                  "fields": {
                    "block": {
                      "type": "ChainedBlock",
                      "id": 1
                    }
                  }
                },
                "ListEndpointsRequest": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "ListEndpointsResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "WatchEndpointsRequest": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "WatchEndpointsResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "ReadCheckpointRequest": {
                  "fields": {}
                },
                "ReadCheckpointResponse": {
                  "oneofs": {
                    "part": {
                      "oneof": [
                        "about",
                        "entities"
                      ]
                    }
                  },
                  "fields": {
                    "about": {
                      "type": "CheckpointAbout",
                      "id": 1
                    },
                    "entities": {
                      "type": "CheckpointEntities",
                      "id": 2
                    }
                  }
                },
                "CheckpointAbout": {
                  "fields": {
                    "ledgerId": {
                      "type": "string",
                      "id": 1
                    },
                    "index": {
                      "type": "int64",
                      "id": 2
                    },
                    "epoch": {
                      "type": "int64",
                      "id": 3
                    },
                    "hash": {
                      "type": "string",
                      "id": 4
                    },
                    "count": {
                      "type": "uint32",
                      "id": 5
                    },
                    "digest": {
                      "type": "string",
                      "id": 6
                    }
                  }
                },
                "CheckpointEntities": {
                  "fields": {
                    "entities": {
                      "rule": "repeated",
                      "type": "CheckpointEntity",
                      "id": 1
                    }
                  }
                },
                "CheckpointEntity": {
                  "fields": {
                    "key": {
                      "type": "string",
                      "id": 1
                    },
                    "value": {
                      "type": "bytes",
                      "id": 2
                    }
                  }
                },
                "LogsRequest": {
                  "oneofs": {
                    "_tailLines": {
                      "oneof": [
                        "tailLines"
                      ]
                    },
                    "_sinceMs": {
                      "oneof": [
                        "sinceMs"
                      ]
                    },
                    "_from": {
                      "oneof": [
                        "from"
                      ]
                    }
                  },
                  "fields": {
                    "placement": {
                      "type": "string",
                      "id": 1
                    },
                    "follow": {
                      "type": "bool",
                      "id": 2
                    },
                    "tailBytes": {
                      "type": "int64",
                      "id": 3
                    },
                    "tailLines": {
                      "type": "uint32",
                      "id": 4,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "sinceMs": {
                      "type": "int64",
                      "id": 5,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "from": {
                      "type": "int64",
                      "id": 6,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "LogsResponse": {
                  "fields": {
                    "data": {
                      "type": "bytes",
                      "id": 1
                    },
                    "at": {
                      "type": "int64",
                      "id": 2
                    }
                  }
                },
                "ExecRequest": {
                  "oneofs": {
                    "body": {
                      "oneof": [
                        "start",
                        "input",
                        "inputEnd",
                        "resize"
                      ]
                    }
                  },
                  "fields": {
                    "start": {
                      "type": "ExecStart",
                      "id": 1
                    },
                    "input": {
                      "type": "bytes",
                      "id": 2
                    },
                    "inputEnd": {
                      "type": "ExecInputEnd",
                      "id": 3
                    },
                    "resize": {
                      "type": "ExecSize",
                      "id": 4
                    }
                  }
                },
                "ExecStart": {
                  "fields": {
                    "placement": {
                      "type": "string",
                      "id": 1
                    },
                    "command": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 2
                    },
                    "input": {
                      "type": "bool",
                      "id": 3
                    },
                    "terminal": {
                      "type": "ExecSize",
                      "id": 4
                    },
                    "term": {
                      "type": "string",
                      "id": 5
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 6
                    }
                  }
                },
                "ExecSize": {
                  "fields": {
                    "columns": {
                      "type": "uint32",
                      "id": 1
                    },
                    "rows": {
                      "type": "uint32",
                      "id": 2
                    }
                  }
                },
                "ExecInputEnd": {
                  "fields": {}
                },
                "ExecResponse": {
                  "oneofs": {
                    "body": {
                      "oneof": [
                        "output",
                        "errorOutput",
                        "exitCode"
                      ]
                    }
                  },
                  "fields": {
                    "output": {
                      "type": "bytes",
                      "id": 1
                    },
                    "errorOutput": {
                      "type": "bytes",
                      "id": 2
                    },
                    "exitCode": {
                      "type": "int32",
                      "id": 3
                    }
                  }
                },
                "CreateTokenRequest": {
                  "oneofs": {
                    "_node": {
                      "oneof": [
                        "node"
                      ]
                    }
                  },
                  "fields": {
                    "hash": {
                      "type": "string",
                      "id": 1
                    },
                    "node": {
                      "type": "string",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "profile": {
                      "type": "berth.model.v1.NodeProfile",
                      "id": 3
                    },
                    "ttlMs": {
                      "type": "int64",
                      "id": 4
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 5
                    }
                  }
                },
                "CreateTokenResponse": {
                  "oneofs": {
                    "_installer": {
                      "oneof": [
                        "installer"
                      ]
                    }
                  },
                  "fields": {
                    "id": {
                      "type": "string",
                      "id": 1
                    },
                    "expiresAtMs": {
                      "type": "int64",
                      "id": 2
                    },
                    "authority": {
                      "type": "string",
                      "id": 3
                    },
                    "enrol": {
                      "type": "string",
                      "id": 4
                    },
                    "installer": {
                      "type": "string",
                      "id": 5,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "ListTokensRequest": {
                  "fields": {}
                },
                "ListTokensResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "RevokeTokenRequest": {
                  "fields": {
                    "token": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    }
                  }
                },
                "RevokeTokenResponse": {
                  "fields": {
                    "token": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "WhoAmIRequest": {
                  "fields": {}
                },
                "WhoAmIResponse": {
                  "fields": {
                    "json": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "ListUsersRequest": {
                  "fields": {}
                },
                "ListUsersResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "json": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "SetUserRequest": {
                  "oneofs": {
                    "_ttlMs": {
                      "oneof": [
                        "ttlMs"
                      ]
                    }
                  },
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "grants": {
                      "rule": "repeated",
                      "type": "berth.model.v1.Grant",
                      "id": 2
                    },
                    "ttlMs": {
                      "type": "int64",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "isNew": {
                      "type": "bool",
                      "id": 4
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 5
                    }
                  }
                },
                "SetUserResponse": {
                  "oneofs": {
                    "_expiresAtMs": {
                      "oneof": [
                        "expiresAtMs"
                      ]
                    }
                  },
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "grants": {
                      "rule": "repeated",
                      "type": "berth.model.v1.Grant",
                      "id": 2
                    },
                    "expiresAtMs": {
                      "type": "int64",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "RemoveUserRequest": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "reason": {
                      "type": "string",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    }
                  }
                },
                "RemoveUserResponse": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "CreateUserTokenRequest": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "hash": {
                      "type": "string",
                      "id": 2
                    },
                    "ttlMs": {
                      "type": "int64",
                      "id": 3
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 4
                    }
                  }
                },
                "CreateUserTokenResponse": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "id": {
                      "type": "string",
                      "id": 2
                    },
                    "expiresAtMs": {
                      "type": "int64",
                      "id": 3
                    },
                    "authority": {
                      "type": "string",
                      "id": 4
                    }
                  }
                },
                "RevokeUserTokenRequest": {
                  "fields": {
                    "token": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    }
                  }
                },
                "RevokeUserTokenResponse": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "token": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "RevokeNodeRequest": {
                  "oneofs": {
                    "_serial": {
                      "oneof": [
                        "serial"
                      ]
                    }
                  },
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "serial": {
                      "type": "string",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "reason": {
                      "type": "string",
                      "id": 3
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 4
                    }
                  }
                },
                "RevokeNodeResponse": {
                  "oneofs": {
                    "_serial": {
                      "oneof": [
                        "serial"
                      ]
                    }
                  },
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "serial": {
                      "type": "string",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "ReadmitNodeRequest": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    }
                  }
                },
                "ReadmitNodeResponse": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "SetProfileRequest": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "profile": {
                      "type": "berth.model.v1.NodeProfile",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    }
                  }
                },
                "SetProfileResponse": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "profile": {
                      "type": "berth.model.v1.NodeProfile",
                      "id": 2
                    }
                  }
                },
                "RedeemTokenRequest": {
                  "oneofs": {
                    "_site": {
                      "oneof": [
                        "site"
                      ]
                    }
                  },
                  "fields": {
                    "hash": {
                      "type": "string",
                      "id": 1
                    },
                    "node": {
                      "type": "string",
                      "id": 2
                    },
                    "site": {
                      "type": "string",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "certificate": {
                      "type": "berth.model.v1.Certificate",
                      "id": 4
                    }
                  }
                },
                "RedeemTokenResponse": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "profile": {
                      "type": "berth.model.v1.NodeProfile",
                      "id": 2
                    }
                  }
                },
                "RenewCertificateRequest": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "used": {
                      "type": "berth.model.v1.Certificate",
                      "id": 2
                    },
                    "certificate": {
                      "type": "berth.model.v1.Certificate",
                      "id": 3
                    }
                  }
                },
                "RenewCertificateResponse": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "profile": {
                      "type": "berth.model.v1.NodeProfile",
                      "id": 2
                    }
                  }
                },
                "SetSecretRequest": {
                  "oneofs": {
                    "_stacks": {
                      "oneof": [
                        "stacks"
                      ]
                    }
                  },
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "value": {
                      "type": "bytes",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    },
                    "stacks": {
                      "type": "string",
                      "id": 4,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "SetSecretResponse": {
                  "fields": {
                    "version": {
                      "type": "uint32",
                      "id": 1
                    },
                    "usedBy": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "ListSecretsRequest": {
                  "fields": {}
                },
                "ListSecretsResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 2
                    },
                    "json": {
                      "type": "string",
                      "id": 3
                    }
                  }
                },
                "RemoveSecretRequest": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    }
                  }
                },
                "RemoveSecretResponse": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "ListVolumesRequest": {
                  "oneofs": {
                    "_stack": {
                      "oneof": [
                        "stack"
                      ]
                    }
                  },
                  "fields": {
                    "stack": {
                      "type": "string",
                      "id": 1,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "ListVolumesResponse": {
                  "fields": {
                    "index": {
                      "type": "int64",
                      "id": 1
                    },
                    "ageMs": {
                      "type": "int64",
                      "id": 2
                    },
                    "json": {
                      "type": "string",
                      "id": 3
                    }
                  }
                },
                "RemoveVolumeRequest": {
                  "fields": {
                    "volume": {
                      "type": "string",
                      "id": 1
                    },
                    "force": {
                      "type": "bool",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    }
                  }
                },
                "RemoveVolumeResponse": {
                  "fields": {
                    "volume": {
                      "type": "string",
                      "id": 1
                    },
                    "node": {
                      "type": "string",
                      "id": 2
                    },
                    "deleted": {
                      "type": "string",
                      "id": 3
                    }
                  }
                }
              }
            }
          }
        },
        "model": {
          "nested": {
            "v1": {
              "nested": {
                "Actor": {
                  "oneofs": {
                    "_reason": {
                      "oneof": [
                        "reason"
                      ]
                    }
                  },
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "reason": {
                      "type": "string",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "kind": {
                      "type": "ActorKind",
                      "id": 3
                    }
                  }
                },
                "ActorKind": {
                  "values": {
                    "ACTOR_KIND_UNSPECIFIED": 0,
                    "ACTOR_KIND_USER": 1,
                    "ACTOR_KIND_NODE": 2,
                    "ACTOR_KIND_COORDINATOR": 3
                  }
                },
                "Grant": {
                  "fields": {
                    "role": {
                      "type": "string",
                      "id": 1
                    },
                    "stacks": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "NodeProfile": {
                  "oneofs": {
                    "_location": {
                      "oneof": [
                        "location"
                      ]
                    }
                  },
                  "fields": {
                    "site": {
                      "type": "string",
                      "id": 1
                    },
                    "region": {
                      "type": "string",
                      "id": 2
                    },
                    "location": {
                      "type": "string",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "labels": {
                      "keyType": "string",
                      "type": "string",
                      "id": 4
                    },
                    "taints": {
                      "rule": "repeated",
                      "type": "Taint",
                      "id": 5
                    },
                    "costMillisPerHour": {
                      "type": "int64",
                      "id": 6
                    },
                    "ceiling": {
                      "keyType": "string",
                      "type": "int64",
                      "id": 7
                    }
                  }
                },
                "Certificate": {
                  "fields": {
                    "serial": {
                      "type": "string",
                      "id": 1
                    },
                    "notAfterMs": {
                      "type": "int64",
                      "id": 2
                    }
                  }
                },
                "NodeInfo": {
                  "fields": {
                    "id": {
                      "type": "string",
                      "id": 1
                    },
                    "address": {
                      "type": "string",
                      "id": 2
                    },
                    "site": {
                      "type": "string",
                      "id": 3
                    },
                    "region": {
                      "type": "string",
                      "id": 4
                    },
                    "arch": {
                      "type": "string",
                      "id": 5
                    },
                    "os": {
                      "type": "string",
                      "id": 6
                    },
                    "labels": {
                      "keyType": "string",
                      "type": "string",
                      "id": 7
                    },
                    "taints": {
                      "rule": "repeated",
                      "type": "Taint",
                      "id": 8
                    },
                    "attributes": {
                      "keyType": "string",
                      "type": "string",
                      "id": 9
                    },
                    "inventory": {
                      "type": "Inventory",
                      "id": 10
                    },
                    "costMillisPerHour": {
                      "type": "int64",
                      "id": 11
                    },
                    "agent": {
                      "type": "AgentBuild",
                      "id": 12
                    }
                  }
                },
                "AgentBuild": {
                  "fields": {
                    "version": {
                      "type": "string",
                      "id": 1
                    },
                    "digest": {
                      "type": "string",
                      "id": 2
                    },
                    "platform": {
                      "type": "string",
                      "id": 3
                    },
                    "fixed": {
                      "type": "string",
                      "id": 4
                    },
                    "failed": {
                      "rule": "repeated",
                      "type": "FailedBuild",
                      "id": 5
                    }
                  }
                },
                "FailedBuild": {
                  "fields": {
                    "digest": {
                      "type": "string",
                      "id": 1
                    },
                    "version": {
                      "type": "string",
                      "id": 2
                    },
                    "attempt": {
                      "type": "int64",
                      "id": 3
                    },
                    "reason": {
                      "type": "string",
                      "id": 4
                    }
                  }
                },
                "Taint": {
                  "fields": {
                    "key": {
                      "type": "string",
                      "id": 1
                    },
                    "value": {
                      "type": "string",
                      "id": 2
                    },
                    "effect": {
                      "type": "TaintEffect",
                      "id": 3
                    }
                  }
                },
                "TaintEffect": {
                  "values": {
                    "TAINT_EFFECT_UNSPECIFIED": 0,
                    "TAINT_EFFECT_EVICT": 1
                  }
                },
                "Inventory": {
                  "fields": {
                    "resources": {
                      "keyType": "string",
                      "type": "InventoryAmount",
                      "id": 1
                    },
                    "ports": {
                      "type": "PortRange",
                      "id": 2
                    },
                    "devices": {
                      "rule": "repeated",
                      "type": "Device",
                      "id": 3
                    }
                  }
                },
                "InventoryAmount": {
                  "fields": {
                    "total": {
                      "type": "int64",
                      "id": 1
                    },
                    "reserved": {
                      "type": "int64",
                      "id": 2
                    },
                    "allocationRatio": {
                      "type": "double",
                      "id": 3
                    },
                    "min": {
                      "type": "int64",
                      "id": 4
                    },
                    "max": {
                      "type": "int64",
                      "id": 5
                    },
                    "step": {
                      "type": "int64",
                      "id": 6
                    }
                  }
                },
                "PortRange": {
                  "fields": {
                    "first": {
                      "type": "uint32",
                      "id": 1
                    },
                    "last": {
                      "type": "uint32",
                      "id": 2
                    }
                  }
                },
                "Device": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "class": {
                      "type": "string",
                      "id": 2
                    },
                    "model": {
                      "type": "string",
                      "id": 3
                    }
                  }
                },
                "Usage": {
                  "fields": {
                    "cpuMillis": {
                      "type": "int64",
                      "id": 1
                    },
                    "memoryMib": {
                      "type": "int64",
                      "id": 2
                    },
                    "notes": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 3
                    },
                    "volumes": {
                      "keyType": "string",
                      "type": "int64",
                      "id": 20
                    }
                  }
                },
                "Connection": {
                  "values": {
                    "CONNECTION_UNSPECIFIED": 0,
                    "CONNECTION_UP": 1,
                    "CONNECTION_DISCONNECTED": 2
                  }
                },
                "Eligibility": {
                  "values": {
                    "ELIGIBILITY_UNSPECIFIED": 0,
                    "ELIGIBILITY_ELIGIBLE": 1,
                    "ELIGIBILITY_CORDONED": 2,
                    "ELIGIBILITY_DRAINING": 3
                  }
                },
                "Claim": {
                  "fields": {
                    "quantities": {
                      "keyType": "string",
                      "type": "int64",
                      "id": 1
                    },
                    "ports": {
                      "keyType": "string",
                      "type": "uint32",
                      "id": 2
                    },
                    "devices": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 3
                    },
                    "deviceMillis": {
                      "rule": "repeated",
                      "type": "uint32",
                      "id": 4
                    }
                  }
                },
                "PlacementStatus": {
                  "oneofs": {
                    "_exitCode": {
                      "oneof": [
                        "exitCode"
                      ]
                    },
                    "_ready": {
                      "oneof": [
                        "ready"
                      ]
                    },
                    "_unready": {
                      "oneof": [
                        "unready"
                      ]
                    },
                    "_misfit": {
                      "oneof": [
                        "misfit"
                      ]
                    },
                    "_lastRunAtMs": {
                      "oneof": [
                        "lastRunAtMs"
                      ]
                    },
                    "_nextRunAtMs": {
                      "oneof": [
                        "nextRunAtMs"
                      ]
                    }
                  },
                  "fields": {
                    "placement": {
                      "type": "string",
                      "id": 1
                    },
                    "phase": {
                      "type": "ObservedPhase",
                      "id": 2
                    },
                    "restarts": {
                      "type": "uint32",
                      "id": 3
                    },
                    "exitCode": {
                      "type": "int32",
                      "id": 4,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "message": {
                      "type": "string",
                      "id": 5
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 6
                    },
                    "sequence": {
                      "type": "int64",
                      "id": 20
                    },
                    "dropped": {
                      "type": "uint32",
                      "id": 21
                    },
                    "ready": {
                      "type": "bool",
                      "id": 7,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "unready": {
                      "type": "string",
                      "id": 8,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "misfit": {
                      "type": "string",
                      "id": 57,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "lastRunAtMs": {
                      "type": "int64",
                      "id": 22,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "nextRunAtMs": {
                      "type": "int64",
                      "id": 23,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "Endpoint": {
                  "fields": {
                    "placement": {
                      "type": "string",
                      "id": 1
                    },
                    "node": {
                      "type": "string",
                      "id": 2
                    },
                    "site": {
                      "type": "string",
                      "id": 3
                    },
                    "address": {
                      "type": "string",
                      "id": 4
                    },
                    "ports": {
                      "keyType": "string",
                      "type": "uint32",
                      "id": 5
                    },
                    "readySinceMs": {
                      "type": "int64",
                      "id": 6
                    }
                  }
                },
                "DesiredPhase": {
                  "values": {
                    "DESIRED_PHASE_UNSPECIFIED": 0,
                    "DESIRED_PHASE_RUNNING": 1,
                    "DESIRED_PHASE_STOPPED": 2
                  }
                },
                "ObservedPhase": {
                  "values": {
                    "OBSERVED_PHASE_UNSPECIFIED": 0,
                    "OBSERVED_PHASE_ASSIGNED": 1,
                    "OBSERVED_PHASE_STARTING": 2,
                    "OBSERVED_PHASE_RUNNING": 3,
                    "OBSERVED_PHASE_RESTARTING": 4,
                    "OBSERVED_PHASE_STOPPING": 5,
                    "OBSERVED_PHASE_STOPPED": 6,
                    "OBSERVED_PHASE_COMPLETED": 7,
                    "OBSERVED_PHASE_FAILED": 8,
                    "OBSERVED_PHASE_SCHEDULED": 9
                  }
                },
                "PlacementCause": {
                  "values": {
                    "PLACEMENT_CAUSE_UNSPECIFIED": 0,
                    "PLACEMENT_CAUSE_APPLIED": 1,
                    "PLACEMENT_CAUSE_UPDATED": 2,
                    "PLACEMENT_CAUSE_SCALED": 3,
                    "PLACEMENT_CAUSE_REPLACED": 4,
                    "PLACEMENT_CAUSE_DRAINED": 5,
                    "PLACEMENT_CAUSE_RESCHEDULED": 6,
                    "PLACEMENT_CAUSE_DELETED": 7,
                    "PLACEMENT_CAUSE_NODE_REMOVED": 8,
                    "PLACEMENT_CAUSE_EVICTED": 9,
                    "PLACEMENT_CAUSE_REGROUPED": 10,
                    "PLACEMENT_CAUSE_PREEMPTED": 11,
                    "PLACEMENT_CAUSE_REBALANCED": 12,
                    "PLACEMENT_CAUSE_RETURNED": 13
                  }
                },
                "RejectCount": {
                  "fields": {
                    "reason": {
                      "type": "RejectReason",
                      "id": 1
                    },
                    "subject": {
                      "type": "string",
                      "id": 2
                    },
                    "nodes": {
                      "type": "uint32",
                      "id": 3
                    }
                  }
                },
                "RejectReason": {
                  "values": {
                    "REJECT_REASON_UNSPECIFIED": 0,
                    "REJECT_REASON_DISCONNECTED": 1,
                    "REJECT_REASON_CORDONED": 2,
                    "REJECT_REASON_DRAINING": 3,
                    "REJECT_REASON_TAINT": 4,
                    "REJECT_REASON_REQUIRE": 5,
                    "REJECT_REASON_RESOURCE": 6,
                    "REJECT_REASON_PORT": 7,
                    "REJECT_REASON_DEVICE": 8,
                    "REJECT_REASON_SPREAD": 9,
                    "REJECT_REASON_APART": 10,
                    "REJECT_REASON_NEAR": 11,
                    "REJECT_REASON_EXCLUDED": 12,
                    "REJECT_REASON_PIECE": 13,
                    "REJECT_REASON_DISTINCT": 14,
                    "REJECT_REASON_DRIVER": 15,
                    "REJECT_REASON_VOLUME": 20
                  }
                },
                "NumberedVolume": {
                  "fields": {
                    "volume": {
                      "type": "string",
                      "id": 1
                    },
                    "number": {
                      "type": "int64",
                      "id": 2
                    }
                  }
                },
                "RunSpec": {
                  "oneofs": {
                    "_exclusiveAfterMs": {
                      "oneof": [
                        "exclusiveAfterMs"
                      ]
                    },
                    "_shutdownDelayMs": {
                      "oneof": [
                        "shutdownDelayMs"
                      ]
                    }
                  },
                  "fields": {
                    "kind": {
                      "type": "WorkloadKind",
                      "id": 1
                    },
                    "process": {
                      "type": "ProcessSpec",
                      "id": 2
                    },
                    "resources": {
                      "type": "ResourceRequest",
                      "id": 3
                    },
                    "batch": {
                      "type": "BatchRule",
                      "id": 5
                    },
                    "exclusiveAfterMs": {
                      "type": "int64",
                      "id": 6,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "health": {
                      "type": "HealthRule",
                      "id": 7
                    },
                    "shutdownDelayMs": {
                      "type": "int64",
                      "id": 8,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "upstreams": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 9
                    },
                    "container": {
                      "type": "ContainerSpec",
                      "id": 20
                    },
                    "files": {
                      "keyType": "string",
                      "type": "FileSpec",
                      "id": 22
                    },
                    "secrets": {
                      "keyType": "string",
                      "type": "uint32",
                      "id": 23
                    },
                    "hooks": {
                      "type": "HooksRule",
                      "id": 21
                    },
                    "volumes": {
                      "rule": "repeated",
                      "type": "VolumeUse",
                      "id": 24
                    },
                    "schedule": {
                      "type": "Schedule",
                      "id": 26
                    },
                    "failure": {
                      "type": "FailureRule",
                      "id": 27
                    }
                  },
                  "reserved": [
                    [
                      4,
                      4
                    ],
                    "restart"
                  ]
                },
                "VolumeUse": {
                  "oneofs": {
                    "_target": {
                      "oneof": [
                        "target"
                      ]
                    },
                    "_sizeMib": {
                      "oneof": [
                        "sizeMib"
                      ]
                    }
                  },
                  "fields": {
                    "volume": {
                      "type": "string",
                      "id": 1
                    },
                    "target": {
                      "type": "string",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "readOnly": {
                      "type": "bool",
                      "id": 3
                    },
                    "sizeMib": {
                      "type": "int64",
                      "id": 4,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "Schedule": {
                  "oneofs": {
                    "_deadlineMs": {
                      "oneof": [
                        "deadlineMs"
                      ]
                    }
                  },
                  "fields": {
                    "cron": {
                      "type": "string",
                      "id": 1
                    },
                    "timeZone": {
                      "type": "string",
                      "id": 2
                    },
                    "overlap": {
                      "type": "ScheduleOverlap",
                      "id": 3
                    },
                    "catchUp": {
                      "type": "ScheduleCatchUp",
                      "id": 4
                    },
                    "deadlineMs": {
                      "type": "int64",
                      "id": 5,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "ScheduleOverlap": {
                  "values": {
                    "SCHEDULE_OVERLAP_UNSPECIFIED": 0,
                    "SCHEDULE_OVERLAP_SKIP": 1,
                    "SCHEDULE_OVERLAP_REPLACE": 2
                  }
                },
                "ScheduleCatchUp": {
                  "values": {
                    "SCHEDULE_CATCH_UP_UNSPECIFIED": 0,
                    "SCHEDULE_CATCH_UP_NONE": 1,
                    "SCHEDULE_CATCH_UP_LAST": 2
                  }
                },
                "FileSpec": {
                  "oneofs": {
                    "_signal": {
                      "oneof": [
                        "signal"
                      ]
                    }
                  },
                  "fields": {
                    "content": {
                      "type": "string",
                      "id": 1
                    },
                    "mode": {
                      "type": "uint32",
                      "id": 2
                    },
                    "onChange": {
                      "type": "FileChange",
                      "id": 3
                    },
                    "signal": {
                      "type": "string",
                      "id": 4,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "base64": {
                      "type": "bool",
                      "id": 5
                    }
                  }
                },
                "FileChange": {
                  "values": {
                    "FILE_CHANGE_UNSPECIFIED": 0,
                    "FILE_CHANGE_RESTART": 1,
                    "FILE_CHANGE_SIGNAL": 2,
                    "FILE_CHANGE_NOTHING": 3
                  }
                },
                "HooksRule": {
                  "fields": {
                    "beforeStart": {
                      "type": "Hook",
                      "id": 1
                    },
                    "afterStop": {
                      "type": "Hook",
                      "id": 2
                    }
                  }
                },
                "Hook": {
                  "fields": {
                    "command": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 1
                    },
                    "timeoutMs": {
                      "type": "int64",
                      "id": 2
                    }
                  }
                },
                "ContainerSpec": {
                  "oneofs": {
                    "_args": {
                      "oneof": [
                        "args"
                      ]
                    },
                    "_user": {
                      "oneof": [
                        "user"
                      ]
                    },
                    "_cpuMillisMax": {
                      "oneof": [
                        "cpuMillisMax"
                      ]
                    }
                  },
                  "fields": {
                    "image": {
                      "type": "string",
                      "id": 1
                    },
                    "args": {
                      "type": "ContainerArguments",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "user": {
                      "type": "string",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "readOnlyRoot": {
                      "type": "bool",
                      "id": 4
                    },
                    "capabilities": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 5
                    },
                    "mounts": {
                      "rule": "repeated",
                      "type": "ContainerMount",
                      "id": 6
                    },
                    "tmpfs": {
                      "rule": "repeated",
                      "type": "ContainerTmpfs",
                      "id": 7
                    },
                    "devices": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 8
                    },
                    "network": {
                      "type": "ContainerNetwork",
                      "id": 9
                    },
                    "ports": {
                      "keyType": "string",
                      "type": "ContainerPort",
                      "id": 10
                    },
                    "cpuMillisMax": {
                      "type": "int64",
                      "id": 11,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "pidsMax": {
                      "type": "int64",
                      "id": 12
                    }
                  }
                },
                "ContainerArguments": {
                  "fields": {
                    "values": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "ContainerMount": {
                  "oneofs": {
                    "_source": {
                      "oneof": [
                        "source"
                      ]
                    }
                  },
                  "fields": {
                    "source": {
                      "type": "string",
                      "id": 1,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "target": {
                      "type": "string",
                      "id": 2
                    },
                    "readOnly": {
                      "type": "bool",
                      "id": 3
                    }
                  }
                },
                "ContainerTmpfs": {
                  "fields": {
                    "target": {
                      "type": "string",
                      "id": 1
                    },
                    "sizeMib": {
                      "type": "int64",
                      "id": 2
                    }
                  }
                },
                "ContainerNetwork": {
                  "values": {
                    "CONTAINER_NETWORK_UNSPECIFIED": 0,
                    "CONTAINER_NETWORK_BRIDGE": 1,
                    "CONTAINER_NETWORK_HOST": 2,
                    "CONTAINER_NETWORK_NONE": 3
                  }
                },
                "ContainerPort": {
                  "fields": {
                    "number": {
                      "type": "uint32",
                      "id": 1
                    },
                    "udp": {
                      "type": "bool",
                      "id": 2
                    }
                  }
                },
                "HealthRule": {
                  "fields": {
                    "start": {
                      "type": "HealthCheck",
                      "id": 1
                    },
                    "ready": {
                      "type": "HealthCheck",
                      "id": 2
                    },
                    "live": {
                      "type": "HealthCheck",
                      "id": 3
                    }
                  }
                },
                "HealthCheck": {
                  "oneofs": {
                    "probe": {
                      "oneof": [
                        "http",
                        "tcp",
                        "grpc",
                        "exec"
                      ]
                    }
                  },
                  "fields": {
                    "http": {
                      "type": "HttpProbe",
                      "id": 1
                    },
                    "tcp": {
                      "type": "TcpProbe",
                      "id": 2
                    },
                    "grpc": {
                      "type": "GrpcProbe",
                      "id": 3
                    },
                    "exec": {
                      "type": "ExecProbe",
                      "id": 4
                    },
                    "intervalMs": {
                      "type": "int64",
                      "id": 5
                    },
                    "timeoutMs": {
                      "type": "int64",
                      "id": 6
                    },
                    "failures": {
                      "type": "uint32",
                      "id": 7
                    },
                    "successes": {
                      "type": "uint32",
                      "id": 8
                    },
                    "graceMs": {
                      "type": "int64",
                      "id": 9
                    }
                  }
                },
                "HttpProbe": {
                  "fields": {
                    "port": {
                      "type": "string",
                      "id": 1
                    },
                    "path": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "TcpProbe": {
                  "fields": {
                    "port": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "GrpcProbe": {
                  "fields": {
                    "port": {
                      "type": "string",
                      "id": 1
                    },
                    "service": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "ExecProbe": {
                  "fields": {
                    "command": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "WorkloadKind": {
                  "values": {
                    "WORKLOAD_KIND_UNSPECIFIED": 0,
                    "WORKLOAD_KIND_SERVICE": 1,
                    "WORKLOAD_KIND_BATCH": 2,
                    "WORKLOAD_KIND_DAEMON": 3
                  }
                },
                "ProcessSpec": {
                  "oneofs": {
                    "_workingDirectory": {
                      "oneof": [
                        "workingDirectory"
                      ]
                    },
                    "_isolation": {
                      "oneof": [
                        "isolation"
                      ]
                    }
                  },
                  "fields": {
                    "command": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 1
                    },
                    "env": {
                      "keyType": "string",
                      "type": "string",
                      "id": 2
                    },
                    "workingDirectory": {
                      "type": "string",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "stopSignal": {
                      "type": "string",
                      "id": 4
                    },
                    "graceMs": {
                      "type": "int64",
                      "id": 5
                    },
                    "isolation": {
                      "type": "string",
                      "id": 6,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "ResourceRequest": {
                  "fields": {
                    "quantities": {
                      "keyType": "string",
                      "type": "int64",
                      "id": 1
                    },
                    "ports": {
                      "keyType": "string",
                      "type": "PortRequest",
                      "id": 2
                    },
                    "devices": {
                      "keyType": "string",
                      "type": "uint32",
                      "id": 3
                    }
                  }
                },
                "PortRequest": {
                  "fields": {
                    "fixed": {
                      "type": "uint32",
                      "id": 1
                    }
                  }
                },
                "FailureRule": {
                  "oneofs": {
                    "_restarts": {
                      "oneof": [
                        "restarts"
                      ]
                    },
                    "_moves": {
                      "oneof": [
                        "moves"
                      ]
                    }
                  },
                  "fields": {
                    "restarts": {
                      "type": "uint32",
                      "id": 1,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "moves": {
                      "type": "uint32",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "delayMs": {
                      "type": "int64",
                      "id": 3
                    },
                    "maxDelayMs": {
                      "type": "int64",
                      "id": 4
                    },
                    "resetAfterMs": {
                      "type": "int64",
                      "id": 5
                    }
                  }
                },
                "BatchRule": {
                  "fields": {
                    "timeoutMs": {
                      "type": "int64",
                      "id": 2
                    }
                  },
                  "reserved": [
                    [
                      1,
                      1
                    ],
                    "retries"
                  ]
                }
              }
            }
          }
        },
        "enrol": {
          "nested": {
            "v1": {
              "nested": {
                "EnrolService": {
                  "methods": {
                    "Enrol": {
                      "requestType": "EnrolRequest",
                      "responseType": "EnrolResponse"
                    },
                    "Renew": {
                      "requestType": "RenewRequest",
                      "responseType": "RenewResponse"
                    }
                  }
                },
                "EnrolRequest": {
                  "oneofs": {
                    "_site": {
                      "oneof": [
                        "site"
                      ]
                    }
                  },
                  "fields": {
                    "secret": {
                      "type": "string",
                      "id": 1
                    },
                    "node": {
                      "type": "string",
                      "id": 2
                    },
                    "site": {
                      "type": "string",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "request": {
                      "type": "bytes",
                      "id": 4
                    }
                  }
                },
                "EnrolResponse": {
                  "fields": {
                    "grant": {
                      "type": "Grant",
                      "id": 1
                    }
                  }
                },
                "RenewRequest": {
                  "fields": {
                    "request": {
                      "type": "bytes",
                      "id": 1
                    }
                  }
                },
                "RenewResponse": {
                  "fields": {
                    "grant": {
                      "type": "Grant",
                      "id": 1
                    }
                  }
                },
                "Grant": {
                  "fields": {
                    "certificate": {
                      "type": "string",
                      "id": 1
                    },
                    "authority": {
                      "type": "string",
                      "id": 2
                    },
                    "profile": {
                      "type": "berth.model.v1.NodeProfile",
                      "id": 3
                    },
                    "fleet": {
                      "type": "string",
                      "id": 4
                    }
                  }
                }
              }
            }
          }
        },
        "fleet": {
          "nested": {
            "v1": {
              "nested": {
                "FleetService": {
                  "methods": {
                    "Session": {
                      "requestType": "AgentMessage",
                      "requestStream": true,
                      "responseType": "CoordinatorMessage",
                      "responseStream": true
                    }
                  }
                },
                "AgentMessage": {
                  "oneofs": {
                    "body": {
                      "oneof": [
                        "hello",
                        "heartbeat",
                        "status",
                        "logChunk",
                        "resync",
                        "peerReport",
                        "endpointsRequest",
                        "streamCredit",
                        "execOutput",
                        "execEnd",
                        "presence",
                        "secretsRequest",
                        "volumesDeleted"
                      ]
                    }
                  },
                  "fields": {
                    "hello": {
                      "type": "Hello",
                      "id": 1
                    },
                    "heartbeat": {
                      "type": "Heartbeat",
                      "id": 2
                    },
                    "status": {
                      "type": "StatusReport",
                      "id": 3
                    },
                    "logChunk": {
                      "type": "LogChunk",
                      "id": 4
                    },
                    "resync": {
                      "type": "ResyncRequest",
                      "id": 5
                    },
                    "peerReport": {
                      "type": "PeerReport",
                      "id": 20
                    },
                    "endpointsRequest": {
                      "type": "EndpointsRequest",
                      "id": 6
                    },
                    "streamCredit": {
                      "type": "StreamCredit",
                      "id": 10
                    },
                    "execOutput": {
                      "type": "ExecOutput",
                      "id": 11
                    },
                    "execEnd": {
                      "type": "ExecEnd",
                      "id": 12
                    },
                    "presence": {
                      "type": "Presence",
                      "id": 30
                    },
                    "secretsRequest": {
                      "type": "SecretsRequest",
                      "id": 44
                    },
                    "volumesDeleted": {
                      "type": "VolumesDeleted",
                      "id": 47
                    }
                  }
                },
                "CoordinatorMessage": {
                  "oneofs": {
                    "body": {
                      "oneof": [
                        "welcome",
                        "heartbeatAck",
                        "statusAck",
                        "refused",
                        "helloRequest",
                        "assignment",
                        "logRequest",
                        "logCancel",
                        "peerKey",
                        "peerProbe",
                        "endpoints",
                        "streamCredit",
                        "execRequest",
                        "execInput",
                        "execResize",
                        "execCancel",
                        "challenge",
                        "agentVersion",
                        "secretGiven",
                        "volumesRemoved"
                      ]
                    }
                  },
                  "fields": {
                    "welcome": {
                      "type": "Welcome",
                      "id": 1
                    },
                    "heartbeatAck": {
                      "type": "HeartbeatAck",
                      "id": 2
                    },
                    "statusAck": {
                      "type": "StatusAck",
                      "id": 3
                    },
                    "refused": {
                      "type": "Refused",
                      "id": 4
                    },
                    "helloRequest": {
                      "type": "HelloRequest",
                      "id": 5
                    },
                    "assignment": {
                      "type": "Assignment",
                      "id": 6
                    },
                    "logRequest": {
                      "type": "LogRequest",
                      "id": 7
                    },
                    "logCancel": {
                      "type": "LogCancel",
                      "id": 8
                    },
                    "peerKey": {
                      "type": "PeerKey",
                      "id": 20
                    },
                    "peerProbe": {
                      "type": "PeerProbe",
                      "id": 21
                    },
                    "endpoints": {
                      "type": "EndpointsUpdate",
                      "id": 9
                    },
                    "streamCredit": {
                      "type": "StreamCredit",
                      "id": 10
                    },
                    "execRequest": {
                      "type": "ExecRequest",
                      "id": 11
                    },
                    "execInput": {
                      "type": "ExecInput",
                      "id": 12
                    },
                    "execResize": {
                      "type": "ExecResize",
                      "id": 13
                    },
                    "execCancel": {
                      "type": "ExecCancel",
                      "id": 14
                    },
                    "challenge": {
                      "type": "Challenge",
                      "id": 30
                    },
                    "agentVersion": {
                      "type": "AgentVersion",
                      "id": 40
                    },
                    "secretGiven": {
                      "type": "SecretGiven",
                      "id": 45
                    },
                    "volumesRemoved": {
                      "type": "VolumesRemoved",
                      "id": 46
                    }
                  }
                },
                "Hello": {
                  "oneofs": {
                    "_endpointsDigest": {
                      "oneof": [
                        "endpointsDigest"
                      ]
                    },
                    "_process": {
                      "oneof": [
                        "process"
                      ]
                    }
                  },
                  "fields": {
                    "node": {
                      "type": "berth.model.v1.NodeInfo",
                      "id": 1
                    },
                    "instance": {
                      "type": "string",
                      "id": 2
                    },
                    "maxEpoch": {
                      "type": "int64",
                      "id": 3
                    },
                    "assignmentVersion": {
                      "type": "int64",
                      "id": 4
                    },
                    "assignmentDigest": {
                      "type": "string",
                      "id": 5
                    },
                    "endpointsDigest": {
                      "type": "string",
                      "id": 6,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "takesPieces": {
                      "type": "bool",
                      "id": 7
                    },
                    "process": {
                      "type": "string",
                      "id": 30,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "Heartbeat": {
                  "oneofs": {
                    "_endpointsDigest": {
                      "oneof": [
                        "endpointsDigest"
                      ]
                    }
                  },
                  "fields": {
                    "beat": {
                      "type": "uint32",
                      "id": 1
                    },
                    "assignmentVersion": {
                      "type": "int64",
                      "id": 2
                    },
                    "assignmentDigest": {
                      "type": "bytes",
                      "id": 3
                    },
                    "usage": {
                      "type": "berth.model.v1.Usage",
                      "id": 4
                    },
                    "endpointsDigest": {
                      "type": "string",
                      "id": 5,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "StatusReport": {
                  "fields": {
                    "sequence": {
                      "type": "int64",
                      "id": 1
                    },
                    "statuses": {
                      "rule": "repeated",
                      "type": "berth.model.v1.PlacementStatus",
                      "id": 2
                    }
                  }
                },
                "LogChunk": {
                  "oneofs": {
                    "_error": {
                      "oneof": [
                        "error"
                      ]
                    }
                  },
                  "fields": {
                    "stream": {
                      "type": "string",
                      "id": 1
                    },
                    "data": {
                      "type": "bytes",
                      "id": 2
                    },
                    "end": {
                      "type": "bool",
                      "id": 3
                    },
                    "error": {
                      "type": "string",
                      "id": 4,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "at": {
                      "type": "int64",
                      "id": 10
                    }
                  }
                },
                "ResyncRequest": {
                  "fields": {}
                },
                "EndpointsRequest": {
                  "fields": {}
                },
                "Welcome": {
                  "fields": {
                    "epoch": {
                      "type": "int64",
                      "id": 1
                    },
                    "heartbeatMs": {
                      "type": "int64",
                      "id": 2
                    },
                    "leaseMs": {
                      "type": "int64",
                      "id": 3
                    },
                    "statusSequence": {
                      "type": "int64",
                      "id": 4
                    },
                    "spreadMs": {
                      "type": "uint32",
                      "id": 5
                    }
                  }
                },
                "HeartbeatAck": {
                  "fields": {
                    "epoch": {
                      "type": "int64",
                      "id": 1
                    },
                    "beat": {
                      "type": "uint32",
                      "id": 2
                    }
                  }
                },
                "StatusAck": {
                  "fields": {
                    "epoch": {
                      "type": "int64",
                      "id": 1
                    },
                    "sequence": {
                      "type": "int64",
                      "id": 2
                    }
                  }
                },
                "Refused": {
                  "fields": {
                    "message": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "HelloRequest": {
                  "fields": {}
                },
                "Assignment": {
                  "fields": {
                    "epoch": {
                      "type": "int64",
                      "id": 1
                    },
                    "form": {
                      "type": "AssignmentForm",
                      "id": 2
                    },
                    "baseVersion": {
                      "type": "int64",
                      "id": 3
                    },
                    "version": {
                      "type": "int64",
                      "id": 4
                    },
                    "digest": {
                      "type": "string",
                      "id": 5
                    },
                    "placements": {
                      "rule": "repeated",
                      "type": "AssignedPlacement",
                      "id": 6
                    },
                    "removed": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 7
                    },
                    "runs": {
                      "keyType": "string",
                      "type": "berth.model.v1.RunSpec",
                      "id": 8
                    },
                    "piecesBefore": {
                      "type": "int32",
                      "id": 9
                    }
                  }
                },
                "AssignmentForm": {
                  "values": {
                    "ASSIGNMENT_FORM_UNSPECIFIED": 0,
                    "ASSIGNMENT_FORM_SNAPSHOT": 1,
                    "ASSIGNMENT_FORM_DELTA": 2,
                    "ASSIGNMENT_FORM_PIECE": 3
                  }
                },
                "AssignedPlacement": {
                  "oneofs": {
                    "_priority": {
                      "oneof": [
                        "priority"
                      ]
                    }
                  },
                  "fields": {
                    "id": {
                      "type": "string",
                      "id": 1
                    },
                    "runHash": {
                      "type": "string",
                      "id": 2
                    },
                    "claim": {
                      "type": "berth.model.v1.Claim",
                      "id": 3
                    },
                    "desired": {
                      "type": "berth.model.v1.DesiredPhase",
                      "id": 4
                    },
                    "priority": {
                      "type": "uint32",
                      "id": 20,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "needs": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 21
                    },
                    "volumes": {
                      "keyType": "string",
                      "type": "int64",
                      "id": 22
                    },
                    "quantitiesOfRun": {
                      "type": "bool",
                      "id": 5
                    }
                  }
                },
                "EndpointsUpdate": {
                  "fields": {
                    "epoch": {
                      "type": "int64",
                      "id": 1
                    },
                    "form": {
                      "type": "AssignmentForm",
                      "id": 2
                    },
                    "digest": {
                      "type": "string",
                      "id": 3
                    },
                    "changes": {
                      "rule": "repeated",
                      "type": "EndpointsChange",
                      "id": 4
                    },
                    "dropped": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 5
                    },
                    "more": {
                      "type": "bool",
                      "id": 6
                    }
                  }
                },
                "EndpointsChange": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "set": {
                      "rule": "repeated",
                      "type": "berth.model.v1.Endpoint",
                      "id": 2
                    },
                    "removed": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 3
                    }
                  }
                },
                "LogRequest": {
                  "oneofs": {
                    "_tailLines": {
                      "oneof": [
                        "tailLines"
                      ]
                    },
                    "_sinceMs": {
                      "oneof": [
                        "sinceMs"
                      ]
                    },
                    "_from": {
                      "oneof": [
                        "from"
                      ]
                    }
                  },
                  "fields": {
                    "stream": {
                      "type": "string",
                      "id": 1
                    },
                    "placement": {
                      "type": "string",
                      "id": 2
                    },
                    "follow": {
                      "type": "bool",
                      "id": 3
                    },
                    "tailBytes": {
                      "type": "int64",
                      "id": 4
                    },
                    "tailLines": {
                      "type": "uint32",
                      "id": 10,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "sinceMs": {
                      "type": "int64",
                      "id": 11,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "from": {
                      "type": "int64",
                      "id": 12,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "windowBytes": {
                      "type": "uint32",
                      "id": 13
                    }
                  }
                },
                "StreamCredit": {
                  "fields": {
                    "stream": {
                      "type": "string",
                      "id": 1
                    },
                    "bytes": {
                      "type": "uint32",
                      "id": 2
                    }
                  }
                },
                "ExecRequest": {
                  "fields": {
                    "stream": {
                      "type": "string",
                      "id": 1
                    },
                    "placement": {
                      "type": "string",
                      "id": 2
                    },
                    "command": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 3
                    },
                    "input": {
                      "type": "bool",
                      "id": 4
                    },
                    "terminal": {
                      "type": "TerminalSize",
                      "id": 5
                    },
                    "term": {
                      "type": "string",
                      "id": 6
                    },
                    "windowBytes": {
                      "type": "uint32",
                      "id": 7
                    }
                  }
                },
                "TerminalSize": {
                  "fields": {
                    "columns": {
                      "type": "uint32",
                      "id": 1
                    },
                    "rows": {
                      "type": "uint32",
                      "id": 2
                    }
                  }
                },
                "ExecInput": {
                  "fields": {
                    "stream": {
                      "type": "string",
                      "id": 1
                    },
                    "data": {
                      "type": "bytes",
                      "id": 2
                    },
                    "end": {
                      "type": "bool",
                      "id": 3
                    }
                  }
                },
                "ExecResize": {
                  "fields": {
                    "stream": {
                      "type": "string",
                      "id": 1
                    },
                    "size": {
                      "type": "TerminalSize",
                      "id": 2
                    }
                  }
                },
                "ExecCancel": {
                  "fields": {
                    "stream": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "ExecOutput": {
                  "fields": {
                    "stream": {
                      "type": "string",
                      "id": 1
                    },
                    "data": {
                      "type": "bytes",
                      "id": 2
                    },
                    "isError": {
                      "type": "bool",
                      "id": 3
                    }
                  }
                },
                "ExecEnd": {
                  "oneofs": {
                    "_error": {
                      "oneof": [
                        "error"
                      ]
                    }
                  },
                  "fields": {
                    "stream": {
                      "type": "string",
                      "id": 1
                    },
                    "exitCode": {
                      "type": "int32",
                      "id": 2
                    },
                    "error": {
                      "type": "string",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "LogCancel": {
                  "fields": {
                    "stream": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "PeerKey": {
                  "fields": {
                    "key": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "PeerProbe": {
                  "fields": {
                    "probe": {
                      "type": "string",
                      "id": 1
                    },
                    "node": {
                      "type": "string",
                      "id": 2
                    },
                    "address": {
                      "type": "string",
                      "id": 3
                    }
                  }
                },
                "PeerReport": {
                  "fields": {
                    "probe": {
                      "type": "string",
                      "id": 1
                    },
                    "reached": {
                      "type": "bool",
                      "id": 2
                    }
                  }
                },
                "Challenge": {
                  "fields": {
                    "nonce": {
                      "type": "uint32",
                      "id": 1
                    }
                  }
                },
                "Presence": {
                  "fields": {
                    "nonce": {
                      "type": "uint32",
                      "id": 1
                    }
                  }
                },
                "AgentVersion": {
                  "fields": {
                    "epoch": {
                      "type": "int64",
                      "id": 1
                    },
                    "wanted": {
                      "type": "WantedAgent",
                      "id": 2
                    },
                    "spreadMs": {
                      "type": "uint32",
                      "id": 3
                    }
                  }
                },
                "WantedAgent": {
                  "fields": {
                    "version": {
                      "type": "string",
                      "id": 1
                    },
                    "digest": {
                      "type": "string",
                      "id": 2
                    },
                    "bytes": {
                      "type": "int64",
                      "id": 3
                    },
                    "attempt": {
                      "type": "int64",
                      "id": 4
                    }
                  }
                },
                "SecretsRequest": {
                  "fields": {
                    "wanted": {
                      "rule": "repeated",
                      "type": "SecretName",
                      "id": 1
                    },
                    "key": {
                      "type": "bytes",
                      "id": 2
                    }
                  }
                },
                "SecretName": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "version": {
                      "type": "uint32",
                      "id": 2
                    }
                  }
                },
                "SecretGiven": {
                  "oneofs": {
                    "_refused": {
                      "oneof": [
                        "refused"
                      ]
                    }
                  },
                  "fields": {
                    "secret": {
                      "type": "SecretName",
                      "id": 1
                    },
                    "sealed": {
                      "type": "bytes",
                      "id": 2
                    },
                    "refused": {
                      "type": "string",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "VolumesRemoved": {
                  "fields": {
                    "epoch": {
                      "type": "int64",
                      "id": 1
                    },
                    "volumes": {
                      "rule": "repeated",
                      "type": "berth.model.v1.NumberedVolume",
                      "id": 2
                    }
                  }
                },
                "VolumesDeleted": {
                  "fields": {
                    "volumes": {
                      "rule": "repeated",
                      "type": "berth.model.v1.NumberedVolume",
                      "id": 1
                    }
                  }
                }
              }
            }
          }
        },
        "ledger": {
          "nested": {
            "v1": {
              "nested": {
                "Block": {
                  "fields": {
                    "format": {
                      "type": "uint32",
                      "id": 1
                    },
                    "ledgerId": {
                      "type": "string",
                      "id": 2
                    },
                    "index": {
                      "type": "int64",
                      "id": 3
                    },
                    "epoch": {
                      "type": "int64",
                      "id": 4
                    },
                    "leader": {
                      "type": "string",
                      "id": 5
                    },
                    "recordId": {
                      "type": "string",
                      "id": 6
                    },
                    "timeMs": {
                      "type": "int64",
                      "id": 7
                    },
                    "previousHash": {
                      "type": "bytes",
                      "id": 8
                    },
                    "events": {
                      "rule": "repeated",
                      "type": "Event",
                      "id": 9
                    }
                  }
                },
                "Event": {
                  "oneofs": {
                    "kind": {
                      "oneof": [
                        "leaderClaimed",
                        "nodeRegistered",
                        "nodeConnectionChanged",
                        "nodeEligibilityChanged",
                        "nodeRemoved",
                        "stackApplied",
                        "stackDeleted",
                        "placementsMade",
                        "placementsStopped",
                        "placementsObserved",
                        "workloadBlocked",
                        "workloadUnblocked",
                        "reservationsHeld",
                        "reservationConfirmed",
                        "reservationReleased",
                        "nominationMade",
                        "nominationEnded",
                        "rolloutBegan",
                        "rolloutTurned",
                        "rolloutEnded",
                        "secretSet",
                        "secretRemoved",
                        "volumeRemoved",
                        "volumesDeleted",
                        "workloadWaiting",
                        "workloadNeedsMet",
                        "placementsSetAside",
                        "placementsTakenBack",
                        "execBegan",
                        "agentUpdateBegan",
                        "agentUpdateTurned",
                        "agentUpdateFailed",
                        "agentUpdateEnded",
                        "ledgerRecovered",
                        "authorityTrusted",
                        "tokenCreated",
                        "tokenRevoked",
                        "nodeEnrolled",
                        "certificateRenewed",
                        "nodeRevoked",
                        "nodeQuarantined",
                        "nodeReadmitted",
                        "nodeProfileChanged",
                        "nodeClaimRefused",
                        "userSet",
                        "userRemoved",
                        "userTokenCreated",
                        "userTokenRevoked",
                        "workloadGaveUp",
                        "workloadRetried",
                        "placementsResized",
                        "workloadDispatched",
                        "dispatchStopped",
                        "dispatchesForgotten"
                      ]
                    }
                  },
                  "fields": {
                    "leaderClaimed": {
                      "type": "LeaderClaimed",
                      "id": 1
                    },
                    "nodeRegistered": {
                      "type": "NodeRegistered",
                      "id": 2
                    },
                    "nodeConnectionChanged": {
                      "type": "NodeConnectionChanged",
                      "id": 3
                    },
                    "nodeEligibilityChanged": {
                      "type": "NodeEligibilityChanged",
                      "id": 4
                    },
                    "nodeRemoved": {
                      "type": "NodeRemoved",
                      "id": 5
                    },
                    "stackApplied": {
                      "type": "StackApplied",
                      "id": 6
                    },
                    "stackDeleted": {
                      "type": "StackDeleted",
                      "id": 7
                    },
                    "placementsMade": {
                      "type": "PlacementsMade",
                      "id": 8
                    },
                    "placementsStopped": {
                      "type": "PlacementsStopped",
                      "id": 9
                    },
                    "placementsObserved": {
                      "type": "PlacementsObserved",
                      "id": 10
                    },
                    "workloadBlocked": {
                      "type": "WorkloadBlocked",
                      "id": 11
                    },
                    "workloadUnblocked": {
                      "type": "WorkloadUnblocked",
                      "id": 12
                    },
                    "reservationsHeld": {
                      "type": "ReservationsHeld",
                      "id": 13
                    },
                    "reservationConfirmed": {
                      "type": "ReservationConfirmed",
                      "id": 14
                    },
                    "reservationReleased": {
                      "type": "ReservationReleased",
                      "id": 15
                    },
                    "nominationMade": {
                      "type": "NominationMade",
                      "id": 16
                    },
                    "nominationEnded": {
                      "type": "NominationEnded",
                      "id": 17
                    },
                    "rolloutBegan": {
                      "type": "RolloutBegan",
                      "id": 25
                    },
                    "rolloutTurned": {
                      "type": "RolloutTurned",
                      "id": 26
                    },
                    "rolloutEnded": {
                      "type": "RolloutEnded",
                      "id": 27
                    },
                    "secretSet": {
                      "type": "SecretSet",
                      "id": 34
                    },
                    "secretRemoved": {
                      "type": "SecretRemoved",
                      "id": 35
                    },
                    "volumeRemoved": {
                      "type": "VolumeRemoved",
                      "id": 32
                    },
                    "volumesDeleted": {
                      "type": "VolumesDeleted",
                      "id": 33
                    },
                    "workloadWaiting": {
                      "type": "WorkloadWaiting",
                      "id": 30
                    },
                    "workloadNeedsMet": {
                      "type": "WorkloadNeedsMet",
                      "id": 31
                    },
                    "placementsSetAside": {
                      "type": "PlacementsSetAside",
                      "id": 60
                    },
                    "placementsTakenBack": {
                      "type": "PlacementsTakenBack",
                      "id": 61
                    },
                    "execBegan": {
                      "type": "ExecBegan",
                      "id": 70
                    },
                    "agentUpdateBegan": {
                      "type": "AgentUpdateBegan",
                      "id": 62
                    },
                    "agentUpdateTurned": {
                      "type": "AgentUpdateTurned",
                      "id": 63
                    },
                    "agentUpdateFailed": {
                      "type": "AgentUpdateFailed",
                      "id": 64
                    },
                    "agentUpdateEnded": {
                      "type": "AgentUpdateEnded",
                      "id": 65
                    },
                    "ledgerRecovered": {
                      "type": "LedgerRecovered",
                      "id": 24
                    },
                    "authorityTrusted": {
                      "type": "AuthorityTrusted",
                      "id": 40
                    },
                    "tokenCreated": {
                      "type": "TokenCreated",
                      "id": 41
                    },
                    "tokenRevoked": {
                      "type": "TokenRevoked",
                      "id": 42
                    },
                    "nodeEnrolled": {
                      "type": "NodeEnrolled",
                      "id": 43
                    },
                    "certificateRenewed": {
                      "type": "CertificateRenewed",
                      "id": 44
                    },
                    "nodeRevoked": {
                      "type": "NodeRevoked",
                      "id": 45
                    },
                    "nodeQuarantined": {
                      "type": "NodeQuarantined",
                      "id": 46
                    },
                    "nodeReadmitted": {
                      "type": "NodeReadmitted",
                      "id": 47
                    },
                    "nodeProfileChanged": {
                      "type": "NodeProfileChanged",
                      "id": 48
                    },
                    "nodeClaimRefused": {
                      "type": "NodeClaimRefused",
                      "id": 49
                    },
                    "userSet": {
                      "type": "UserSet",
                      "id": 50
                    },
                    "userRemoved": {
                      "type": "UserRemoved",
                      "id": 51
                    },
                    "userTokenCreated": {
                      "type": "UserTokenCreated",
                      "id": 52
                    },
                    "userTokenRevoked": {
                      "type": "UserTokenRevoked",
                      "id": 53
                    },
                    "workloadGaveUp": {
                      "type": "WorkloadGaveUp",
                      "id": 57
                    },
                    "workloadRetried": {
                      "type": "WorkloadRetried",
                      "id": 58
                    },
                    "placementsResized": {
                      "type": "PlacementsResized",
                      "id": 59
                    },
                    "workloadDispatched": {
                      "type": "WorkloadDispatched",
                      "id": 54
                    },
                    "dispatchStopped": {
                      "type": "DispatchStopped",
                      "id": 55
                    },
                    "dispatchesForgotten": {
                      "type": "DispatchesForgotten",
                      "id": 56
                    }
                  }
                },
                "LeaderClaimed": {
                  "fields": {
                    "epoch": {
                      "type": "int64",
                      "id": 1
                    },
                    "leader": {
                      "type": "string",
                      "id": 2
                    }
                  }
                },
                "ExecBegan": {
                  "fields": {
                    "placement": {
                      "type": "string",
                      "id": 1
                    },
                    "node": {
                      "type": "string",
                      "id": 2
                    },
                    "command": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 3
                    },
                    "terminal": {
                      "type": "bool",
                      "id": 4
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 5
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 6
                    }
                  }
                },
                "LedgerRecovered": {
                  "fields": {
                    "firstIndex": {
                      "type": "int64",
                      "id": 1
                    },
                    "headIndex": {
                      "type": "int64",
                      "id": 2
                    },
                    "headHash": {
                      "type": "bytes",
                      "id": 3
                    },
                    "acknowledgedIndex": {
                      "type": "int64",
                      "id": 4
                    },
                    "epoch": {
                      "type": "int64",
                      "id": 5
                    },
                    "generationsSkipped": {
                      "type": "int64",
                      "id": 6
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 7
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 8
                    }
                  }
                },
                "NodeRegistered": {
                  "fields": {
                    "node": {
                      "type": "berth.model.v1.NodeInfo",
                      "id": 1
                    },
                    "instance": {
                      "type": "string",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "NodeConnectionChanged": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "connection": {
                      "type": "berth.model.v1.Connection",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "NodeEligibilityChanged": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "eligibility": {
                      "type": "berth.model.v1.Eligibility",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    },
                    "drain": {
                      "type": "DrainOrder",
                      "id": 4
                    }
                  }
                },
                "DrainOrder": {
                  "oneofs": {
                    "_deadlineAtMs": {
                      "oneof": [
                        "deadlineAtMs"
                      ]
                    }
                  },
                  "fields": {
                    "sinceMs": {
                      "type": "int64",
                      "id": 1
                    },
                    "deadlineAtMs": {
                      "type": "int64",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "force": {
                      "type": "bool",
                      "id": 3
                    }
                  }
                },
                "NodeRemoved": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    }
                  }
                },
                "StackApplied": {
                  "fields": {
                    "stack": {
                      "type": "string",
                      "id": 1
                    },
                    "version": {
                      "type": "int64",
                      "id": 2
                    },
                    "specJson": {
                      "type": "string",
                      "id": 3
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 4
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 5
                    }
                  }
                },
                "StackDeleted": {
                  "fields": {
                    "stack": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    }
                  }
                },
                "PlacementsMade": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "version": {
                      "type": "int64",
                      "id": 2
                    },
                    "cause": {
                      "type": "berth.model.v1.PlacementCause",
                      "id": 3
                    },
                    "firstGeneration": {
                      "type": "int64",
                      "id": 4
                    },
                    "replicas": {
                      "rule": "repeated",
                      "type": "uint32",
                      "id": 5
                    },
                    "nodeNames": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 6
                    },
                    "nodeIndexes": {
                      "rule": "repeated",
                      "type": "uint32",
                      "id": 7
                    },
                    "portNames": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 8
                    },
                    "ports": {
                      "rule": "repeated",
                      "type": "uint32",
                      "id": 9
                    },
                    "deviceCounts": {
                      "rule": "repeated",
                      "type": "uint32",
                      "id": 10
                    },
                    "deviceNames": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 11
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 12
                    },
                    "deviceMillis": {
                      "rule": "repeated",
                      "type": "uint32",
                      "id": 13
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 14
                    }
                  }
                },
                "PlacementsStopped": {
                  "fields": {
                    "placements": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 1
                    },
                    "cause": {
                      "type": "berth.model.v1.PlacementCause",
                      "id": 2
                    },
                    "by": {
                      "type": "Preemptor",
                      "id": 3
                    }
                  }
                },
                "PlacementsSetAside": {
                  "fields": {
                    "placements": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "PlacementsTakenBack": {
                  "fields": {
                    "placements": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "Preemptor": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "priority": {
                      "type": "uint32",
                      "id": 2
                    },
                    "over": {
                      "type": "uint32",
                      "id": 3
                    }
                  }
                },
                "NominationMade": {
                  "fields": {
                    "id": {
                      "type": "string",
                      "id": 1
                    },
                    "workload": {
                      "type": "string",
                      "id": 2
                    },
                    "node": {
                      "type": "string",
                      "id": 3
                    },
                    "claim": {
                      "type": "berth.model.v1.Claim",
                      "id": 4
                    },
                    "expiresAtMs": {
                      "type": "int64",
                      "id": 5
                    }
                  }
                },
                "NominationEnded": {
                  "fields": {
                    "nomination": {
                      "type": "string",
                      "id": 1
                    },
                    "workload": {
                      "type": "string",
                      "id": 2
                    },
                    "node": {
                      "type": "string",
                      "id": 3
                    },
                    "outcome": {
                      "type": "NominationOutcome",
                      "id": 4
                    }
                  }
                },
                "NominationOutcome": {
                  "values": {
                    "NOMINATION_OUTCOME_UNSPECIFIED": 0,
                    "NOMINATION_OUTCOME_TAKEN": 1,
                    "NOMINATION_OUTCOME_EXPIRED": 2,
                    "NOMINATION_OUTCOME_WITHDRAWN": 3
                  }
                },
                "RolloutBegan": {
                  "oneofs": {
                    "_revertOf": {
                      "oneof": [
                        "revertOf"
                      ]
                    }
                  },
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "version": {
                      "type": "int64",
                      "id": 2
                    },
                    "canaries": {
                      "type": "uint32",
                      "id": 3
                    },
                    "revertOf": {
                      "type": "int64",
                      "id": 4,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 5
                    }
                  }
                },
                "RolloutTurned": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "version": {
                      "type": "int64",
                      "id": 2
                    },
                    "turn": {
                      "type": "RolloutTurn",
                      "id": 3
                    },
                    "healthy": {
                      "type": "uint32",
                      "id": 4
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 5
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 6
                    }
                  }
                },
                "RolloutTurn": {
                  "values": {
                    "ROLLOUT_TURN_UNSPECIFIED": 0,
                    "ROLLOUT_TURN_PROGRESSED": 1,
                    "ROLLOUT_TURN_PAUSED": 2,
                    "ROLLOUT_TURN_RESUMED": 3,
                    "ROLLOUT_TURN_PROMOTED": 4
                  }
                },
                "RolloutEnded": {
                  "oneofs": {
                    "_nextVersion": {
                      "oneof": [
                        "nextVersion"
                      ]
                    }
                  },
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "version": {
                      "type": "int64",
                      "id": 2
                    },
                    "outcome": {
                      "type": "RolloutOutcome",
                      "id": 3
                    },
                    "reason": {
                      "type": "string",
                      "id": 4
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 5
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 6
                    },
                    "nextVersion": {
                      "type": "int64",
                      "id": 7,
                      "options": {
                        "proto3_optional": true
                      }
                    }
                  }
                },
                "RolloutOutcome": {
                  "values": {
                    "ROLLOUT_OUTCOME_UNSPECIFIED": 0,
                    "ROLLOUT_OUTCOME_DONE": 1,
                    "ROLLOUT_OUTCOME_FAILED": 2,
                    "ROLLOUT_OUTCOME_REVERTED": 3,
                    "ROLLOUT_OUTCOME_SUPERSEDED": 4
                  }
                },
                "PlacementsObserved": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "sequence": {
                      "type": "int64",
                      "id": 2
                    },
                    "statuses": {
                      "rule": "repeated",
                      "type": "berth.model.v1.PlacementStatus",
                      "id": 3
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 4
                    }
                  }
                },
                "WorkloadBlocked": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "missing": {
                      "type": "uint32",
                      "id": 2
                    },
                    "reasons": {
                      "rule": "repeated",
                      "type": "berth.model.v1.RejectCount",
                      "id": 3
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 4
                    },
                    "overdue": {
                      "type": "bool",
                      "id": 5
                    }
                  }
                },
                "WorkloadUnblocked": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "WorkloadWaiting": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "needs": {
                      "rule": "repeated",
                      "type": "UnmetNeed",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "WorkloadNeedsMet": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 2
                    }
                  }
                },
                "UnmetNeed": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "until": {
                      "type": "NeedState",
                      "id": 2
                    },
                    "lack": {
                      "type": "NeedLack",
                      "id": 3
                    }
                  }
                },
                "WorkloadGaveUp": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "copies": {
                      "rule": "repeated",
                      "type": "GivenUpCopy",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "PlacementsResized": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "placements": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "GivenUpCopy": {
                  "fields": {
                    "replica": {
                      "type": "uint32",
                      "id": 1
                    },
                    "moves": {
                      "type": "uint32",
                      "id": 2
                    },
                    "node": {
                      "type": "string",
                      "id": 3
                    },
                    "reason": {
                      "type": "string",
                      "id": 4
                    }
                  }
                },
                "WorkloadRetried": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "NeedState": {
                  "values": {
                    "NEED_STATE_UNSPECIFIED": 0,
                    "NEED_STATE_READY": 1,
                    "NEED_STATE_RUNNING": 2,
                    "NEED_STATE_COMPLETED": 3
                  }
                },
                "NeedLack": {
                  "values": {
                    "NEED_LACK_UNSPECIFIED": 0,
                    "NEED_LACK_ABSENT": 1,
                    "NEED_LACK_FEW": 2,
                    "NEED_LACK_UPDATING": 3,
                    "NEED_LACK_FAILED": 4,
                    "NEED_LACK_ENDLESS": 5
                  }
                },
                "ReservationsHeld": {
                  "fields": {
                    "reservations": {
                      "rule": "repeated",
                      "type": "HeldReservation",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "HeldReservation": {
                  "fields": {
                    "id": {
                      "type": "string",
                      "id": 1
                    },
                    "node": {
                      "type": "string",
                      "id": 2
                    },
                    "claim": {
                      "type": "berth.model.v1.Claim",
                      "id": 3
                    },
                    "holder": {
                      "type": "string",
                      "id": 4
                    },
                    "expiresAtMs": {
                      "type": "int64",
                      "id": 5
                    }
                  }
                },
                "ReservationConfirmed": {
                  "fields": {
                    "reservation": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    }
                  }
                },
                "ReservationReleased": {
                  "fields": {
                    "reservation": {
                      "type": "string",
                      "id": 1
                    },
                    "expired": {
                      "type": "bool",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    }
                  }
                },
                "AuthorityTrusted": {
                  "fields": {
                    "fingerprints": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 1
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 2
                    }
                  }
                },
                "TokenCreated": {
                  "oneofs": {
                    "_node": {
                      "oneof": [
                        "node"
                      ]
                    }
                  },
                  "fields": {
                    "id": {
                      "type": "string",
                      "id": 1
                    },
                    "hash": {
                      "type": "string",
                      "id": 2
                    },
                    "node": {
                      "type": "string",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "profile": {
                      "type": "berth.model.v1.NodeProfile",
                      "id": 4
                    },
                    "expiresAtMs": {
                      "type": "int64",
                      "id": 5
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 6
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 7
                    }
                  }
                },
                "TokenRevoked": {
                  "fields": {
                    "token": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "NodeEnrolled": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "token": {
                      "type": "string",
                      "id": 2
                    },
                    "profile": {
                      "type": "berth.model.v1.NodeProfile",
                      "id": 3
                    },
                    "certificate": {
                      "type": "berth.model.v1.Certificate",
                      "id": 4
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 5
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 6
                    }
                  }
                },
                "CertificateRenewed": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "used": {
                      "type": "string",
                      "id": 2
                    },
                    "certificate": {
                      "type": "berth.model.v1.Certificate",
                      "id": 3
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 4
                    }
                  }
                },
                "NodeRevoked": {
                  "oneofs": {
                    "_serial": {
                      "oneof": [
                        "serial"
                      ]
                    }
                  },
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "serial": {
                      "type": "string",
                      "id": 2,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "reason": {
                      "type": "string",
                      "id": 3
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 4
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 5
                    }
                  }
                },
                "NodeQuarantined": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "reason": {
                      "type": "string",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "NodeReadmitted": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "NodeProfileChanged": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "profile": {
                      "type": "berth.model.v1.NodeProfile",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 4
                    }
                  }
                },
                "NodeClaimRefused": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "claim": {
                      "type": "RefusedClaim",
                      "id": 2
                    },
                    "detail": {
                      "type": "string",
                      "id": 3
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 4
                    }
                  }
                },
                "UserSet": {
                  "oneofs": {
                    "_expiresAtMs": {
                      "oneof": [
                        "expiresAtMs"
                      ]
                    }
                  },
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "grants": {
                      "rule": "repeated",
                      "type": "berth.model.v1.Grant",
                      "id": 2
                    },
                    "expiresAtMs": {
                      "type": "int64",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 4
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 5
                    }
                  }
                },
                "UserRemoved": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "reason": {
                      "type": "string",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 4
                    }
                  }
                },
                "UserTokenCreated": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "id": {
                      "type": "string",
                      "id": 2
                    },
                    "hash": {
                      "type": "string",
                      "id": 3
                    },
                    "expiresAtMs": {
                      "type": "int64",
                      "id": 4
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 5
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 6
                    }
                  }
                },
                "UserTokenRevoked": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "id": {
                      "type": "string",
                      "id": 2
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 3
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 4
                    }
                  }
                },
                "WorkloadDispatched": {
                  "oneofs": {
                    "_input": {
                      "oneof": [
                        "input"
                      ]
                    }
                  },
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "params": {
                      "keyType": "string",
                      "type": "string",
                      "id": 2
                    },
                    "input": {
                      "type": "bytes",
                      "id": 3,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 4
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 5
                    }
                  }
                },
                "DispatchStopped": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "DispatchesForgotten": {
                  "fields": {
                    "workload": {
                      "type": "string",
                      "id": 1
                    },
                    "ids": {
                      "rule": "repeated",
                      "type": "string",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "RefusedClaim": {
                  "values": {
                    "REFUSED_CLAIM_UNSPECIFIED": 0,
                    "REFUSED_CLAIM_IDENTITY": 1,
                    "REFUSED_CLAIM_PROFILE": 2,
                    "REFUSED_CLAIM_INVENTORY": 3,
                    "REFUSED_CLAIM_CONTROL": 4
                  }
                },
                "AgentUpdateBegan": {
                  "oneofs": {
                    "_site": {
                      "oneof": [
                        "site"
                      ]
                    }
                  },
                  "fields": {
                    "version": {
                      "type": "string",
                      "id": 1
                    },
                    "attempt": {
                      "type": "int64",
                      "id": 2
                    },
                    "archives": {
                      "keyType": "string",
                      "type": "AgentArchive",
                      "id": 3
                    },
                    "site": {
                      "type": "string",
                      "id": 4,
                      "options": {
                        "proto3_optional": true
                      }
                    },
                    "percent": {
                      "type": "uint32",
                      "id": 5
                    },
                    "threshold": {
                      "type": "int64",
                      "id": 6
                    },
                    "auto": {
                      "type": "bool",
                      "id": 7
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 8
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 9
                    }
                  }
                },
                "AgentArchive": {
                  "fields": {
                    "digest": {
                      "type": "string",
                      "id": 1
                    },
                    "bytes": {
                      "type": "int64",
                      "id": 2
                    }
                  }
                },
                "AgentUpdateTurned": {
                  "fields": {
                    "turn": {
                      "type": "AgentUpdateTurn",
                      "id": 1
                    },
                    "percent": {
                      "type": "uint32",
                      "id": 2
                    },
                    "threshold": {
                      "type": "int64",
                      "id": 3
                    },
                    "auto": {
                      "type": "bool",
                      "id": 4
                    },
                    "reason": {
                      "type": "string",
                      "id": 5
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 6
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 7
                    }
                  }
                },
                "AgentUpdateTurn": {
                  "values": {
                    "AGENT_UPDATE_TURN_UNSPECIFIED": 0,
                    "AGENT_UPDATE_TURN_PROGRESSED": 1,
                    "AGENT_UPDATE_TURN_PAUSED": 2,
                    "AGENT_UPDATE_TURN_RESUMED": 3,
                    "AGENT_UPDATE_TURN_STOPPED": 4
                  }
                },
                "AgentUpdateFailed": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "version": {
                      "type": "string",
                      "id": 2
                    },
                    "digest": {
                      "type": "string",
                      "id": 3
                    },
                    "reason": {
                      "type": "string",
                      "id": 4
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 5
                    }
                  }
                },
                "AgentUpdateEnded": {
                  "fields": {
                    "outcome": {
                      "type": "AgentUpdateOutcome",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "AgentUpdateOutcome": {
                  "values": {
                    "AGENT_UPDATE_OUTCOME_UNSPECIFIED": 0,
                    "AGENT_UPDATE_OUTCOME_DONE": 1,
                    "AGENT_UPDATE_OUTCOME_CANCELLED": 2
                  }
                },
                "SecretSet": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "version": {
                      "type": "uint32",
                      "id": 2
                    },
                    "keyId": {
                      "type": "string",
                      "id": 3
                    },
                    "sealed": {
                      "type": "string",
                      "id": 4
                    },
                    "bytes": {
                      "type": "uint32",
                      "id": 5
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 6
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 7
                    },
                    "stacks": {
                      "type": "string",
                      "id": 8
                    }
                  }
                },
                "SecretRemoved": {
                  "fields": {
                    "name": {
                      "type": "string",
                      "id": 1
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "VolumeRemoved": {
                  "fields": {
                    "volume": {
                      "type": "string",
                      "id": 1
                    },
                    "number": {
                      "type": "int64",
                      "id": 2
                    },
                    "node": {
                      "type": "string",
                      "id": 3
                    },
                    "forced": {
                      "type": "bool",
                      "id": 4
                    },
                    "actor": {
                      "type": "berth.model.v1.Actor",
                      "id": 5
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 6
                    }
                  }
                },
                "VolumesDeleted": {
                  "fields": {
                    "node": {
                      "type": "string",
                      "id": 1
                    },
                    "volumes": {
                      "rule": "repeated",
                      "type": "berth.model.v1.NumberedVolume",
                      "id": 2
                    },
                    "atMs": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "grpc": {
      "nested": {
        "health": {
          "nested": {
            "v1": {
              "nested": {
                "HealthCheckRequest": {
                  "fields": {
                    "service": {
                      "type": "string",
                      "id": 1
                    }
                  }
                },
                "HealthCheckResponse": {
                  "fields": {
                    "status": {
                      "type": "ServingStatus",
                      "id": 1
                    }
                  },
                  "nested": {
                    "ServingStatus": {
                      "values": {
                        "UNKNOWN": 0,
                        "SERVING": 1,
                        "NOT_SERVING": 2,
                        "SERVICE_UNKNOWN": 3
                      }
                    }
                  }
                },
                "Health": {
                  "methods": {
                    "Check": {
                      "requestType": "HealthCheckRequest",
                      "responseType": "HealthCheckResponse"
                    },
                    "Watch": {
                      "requestType": "HealthCheckRequest",
                      "responseType": "HealthCheckResponse",
                      "responseStream": true
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
};
