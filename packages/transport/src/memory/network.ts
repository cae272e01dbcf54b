/** What lies between the two ends of the memory carrier. Tests and the simulator put their own in. */

export interface Network {
  /**
   * Takes one frame from one end to the other by calling `handOver`: later, never at once. Not calling it loses the
   * frame, calling it twice repeats it, calling two in another order reorders them. `bytes` are the encoded message, or
   * none for the frames that open and close links; they must not be changed.
   */
  deliver(from: string, to: string, bytes: Uint8Array, handOver: () => void): void;
}

/** Whole, in order and at once, behind whatever runs now. */
export const perfectNetwork: Network = {
  deliver: (_from, _to, _bytes, handOver) => queueMicrotask(handOver),
};
