import type { Leading } from './control-plane.js';

/** Whether no turn is under way: a read that is answered at once. */
export async function quiet({ api, state }: Leading): Promise<boolean> {
  let answered = false;
  void api.info().then(
    () => {
      answered = true;
    },
    () => {},
  );
  for (let i = 0; i < 5; i++) await Promise.resolve();
  return answered && state.changes.dirty.size === 0 && !state.changes.roomMade;
}
