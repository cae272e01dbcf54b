/** The laws of drivers, for processes. */
import type { RunHandle } from '@berth/agent';
import test from 'ava';
import { type DriverSubject, driverConformance } from '../conformance/driver.js';
import { isAlive } from '../e2e/processes.js';
import { DriverFixture, openDriver } from './driver-fixture.js';

driverConformance(test, 'processes', async (t): Promise<DriverSubject> => {
  const fixture = await DriverFixture.open(t);
  if (!fixture.isolated) t.log('without control groups');
  return {
    driver: fixture.driver,
    script: (text, wish) => fixture.script(text, wish),
    end: (handle) => fixture.end(handle),
    stop: (handle, options) => fixture.stop(handle, options),
    output: (placement) => fixture.output(placement),
    says: (pattern) => fixture.says(pattern),
    next: async () => {
      const driver = await openDriver(fixture.folder);
      t.teardown(() => driver.close());
      return driver;
    },
    isAlive: (handle: RunHandle) => isAlive(handle.pid as number),
  };
});
