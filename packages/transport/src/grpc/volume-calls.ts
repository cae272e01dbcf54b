/** Of the control API, what is about volumes: both sides. */
import { maySee, parseVolumeId, VOLUME_DELETIONS, type VolumesView } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { ControlApi } from '../control-api.js';
import { fail } from '../wire/checks.js';
import { actorOf, decodeView, requestSpot } from '../wire/control.js';
import { decodeNodeId } from '../wire/node.js';
import { encodeActor } from '../wire/placement.js';
import { decodeVolumeId } from '../wire/volumes.js';
import { actorFor, type Caller } from './callers.js';
import type { ControlCall } from './control-client.js';
import type { UnaryMethod } from './control-server.js';

type In<Name extends string> = Received<`berth.control.v1.${Name}`>;
type Out<Name extends string> = Sent<`berth.control.v1.${Name}`>;
type VolumeApi = Pick<ControlApi, 'listVolumes' | 'removeVolume'>;

export function volumeMethods(api: VolumeApi, unary: UnaryMethod): UntypedServiceImplementation {
  return {
    RemoveVolume: unary(
      async (wire: In<'RemoveVolumeRequest'>, caller): Promise<Out<'RemoveVolumeResponse'>> => {
        const at = requestSpot('volume');
        const { volume, node, deleted } = await api.removeVolume({
          volume: decodeVolumeId(wire.volume, at),
          ...(wire.force && { force: true }),
          actor: actorFor(caller, actorOf(wire, at)),
        });
        return { volume, node, deleted };
      },
    ),
  };
}

/** What of it the caller may see. */
export function seenVolumes({ volumes, removing }: VolumesView, caller: Caller): VolumesView {
  const mine = caller && maySee(caller);
  if (!mine) return { volumes, removing };
  const isSeen = (id: string) => mine(parseVolumeId(id)?.stack ?? '');
  return {
    volumes: volumes.filter(({ volume }) => isSeen(volume)),
    removing: removing.filter(({ id }) => isSeen(id)),
  };
}

export function volumeCalls(call: ControlCall): VolumeApi {
  return {
    listVolumes: async (request) => {
      const { index, ageMs, json } = await call('ListVolumes', request);
      return { index, ageMs, ...decodeView<VolumesView>(json) };
    },
    removeVolume: async ({ actor, ...request }) => {
      const at = requestSpot('volume removed');
      const wire = await call('RemoveVolume', { ...request, actor: encodeActor(actor) });
      const deleted =
        VOLUME_DELETIONS.find((one) => one === wire.deleted) ?? fail(at, 'deleted', 'is unknown');
      const volume = decodeVolumeId(wire.volume, at);
      return { kind: 'volume-removed', volume, node: decodeNodeId(wire.node, at, 'node'), deleted };
    },
  };
}
