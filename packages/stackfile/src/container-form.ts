/** The form of `container:`, in the style of `process:`. */
import { CONTAINER_NETWORKS, LIMITS, PORT_PROTOCOLS, parseImage } from '@berth/core';
import { z } from 'zod';
import { DEFAULTS } from './defaults.js';
import { amount, mapOf, NAMES, plainText, text } from './leaves.js';

const image = z
  .string({ error: 'must be the name of an image' })
  .superRefine((value, context) => {
    if (parseImage(value)) return;
    const params = {
      suggestion: 'write e.g. registry.example/shop/web@sha256:..., or with a tag: shop/web:1.4',
    };
    context.addIssue({ code: 'custom', message: 'is not the name of an image', input: value, params });
  })
  .meta({
    description:
      'Name of the image, with a digest (`@sha256:...`: every copy runs the same for ever) or a tag, which each node looks up once.',
  });

/** A path in the container or on the node. */
export function absolutePath(description: string) {
  return z
    .string({ error: 'must be a path' })
    .regex(/^\/(?!.*(?:^|\/)\.\.(?:\/|$))[^\0:,]*$/, {
      error: 'must be an absolute path without "..", ":" or ","',
    })
    .max(4096)
    .meta({ description });
}

const mountForm = z.strictObject({
  source: absolutePath(
    'On the node. Default: a private folder of the copy, which outlives its restarts.',
  ).optional(),
  target: absolutePath('In the container.'),
  readOnly: z.boolean().meta({ description: 'Default: true with `source`, false without.' }).optional(),
});

const tmpfsForm = z.strictObject({
  target: absolutePath('In the container.'),
  size: amount(
    'memory',
    `What it may hold, counted as memory of the copy. Default: ${DEFAULTS.tmpfsMiB}Mi.`,
  ).optional(),
});

const portForm = z.strictObject({
  number: z.int().min(1).max(65_535).meta({ description: 'Where the program listens, in the container.' }),
  protocol: z.enum(PORT_PROTOCOLS).meta({ description: 'Default: tcp.' }).optional(),
});

/** Keys of `process` that mean the same here. */
type Shared<Shape> = { readonly [Key in keyof Shape]: Shape[Key] };

export function containerFormOf<Shape extends z.ZodRawShape>(shared: Shared<Shape>) {
  return z
    .strictObject({
      image,
      command: z
        .array(plainText('The program or an argument, filled in as in a process.'))
        .min(1)
        .max(LIMITS.commandArguments)
        .meta({ description: 'Program and arguments instead of those of the image (its entrypoint).' })
        .optional(),
      args: z
        .array(plainText('An argument, filled in as in a process.'))
        .max(LIMITS.commandArguments)
        .meta({ description: 'Arguments behind `command`, or behind the program of the image.' })
        .optional(),
      ...shared,
      user: text('USER, USER:GROUP, as names or numbers. Default: what the image says.').optional(),
      readOnlyRoot: z
        .boolean()
        .meta({ description: 'Nothing of the image can be written to. Default: true.' })
        .optional(),
      capabilities: z
        .array(
          z.string({ error: 'must be a text' }).regex(/^[A-Z][A-Z_]{1,62}$/, {
            error: 'must be the name of a capability such as NET_BIND_SERVICE',
          }),
        )
        .max(LIMITS.capabilitiesPerWorkload)
        .meta({
          description: 'What it keeps of the capabilities of root; all others are dropped. Default: none.',
        })
        .optional(),
      mounts: z
        .array(mountForm)
        .max(LIMITS.mountsPerWorkload)
        .meta({ description: 'Folders and files of the node that it sees.' })
        .optional(),
      tmpfs: z
        .array(tmpfsForm)
        .max(LIMITS.mountsPerWorkload)
        .meta({ description: 'Folders in memory. Default: /tmp.' })
        .optional(),
      devices: z
        .array(
          z.string({ error: 'must be a text' }).regex(/^(\/dev\/[\w./:-]+|[\w.-]+\/[\w.-]+=[\w.:-]+)$/, {
            error:
              'must be a device of the node such as /dev/ttyUSB0, or a CDI name such as nvidia.com/gpu=0',
          }),
        )
        .max(LIMITS.devicesPerNode)
        .meta({ description: 'Devices of the node that it may use. Default: none.' })
        .optional(),
      network: z
        .enum(CONTAINER_NETWORKS)
        .meta({
          description:
            'bridge: a network of its own, ports are published on the node. host: the network of the node. none. Default: bridge.',
        })
        .optional(),
      ports: mapOf(
        portForm,
        NAMES,
        'Where the program listens for the ports of `resources`. Default: the number that the node gives, by tcp.',
      ).optional(),
      cpuMax: amount(
        'cpu',
        'It never gets more, also where more is idle. Default: what others leave.',
      ).optional(),
      pids: z
        .int({ error: 'must be a whole number' })
        .min(1)
        .max(LIMITS.pidsPerWorkload)
        .meta({ description: `Processes and threads at a time. Default: ${DEFAULTS.containerPids}.` })
        .optional(),
    })
    .meta({ description: 'A container on the node, by its Podman or Docker.' });
}
