/** Each host becomes a node by the printed line, from nothing; the line works once; NAT is passed by one connection. */
import type { Checks } from './checks.js';
import { type HostName, type Lab, SITES, type SiteName } from './lab.js';
import { connectionsOf } from './lab-host.js';

export async function installScene(lab: Lab, checks: Checks): Promise<void> {
  checks.scene('install');
  const lines = new Map<HostName, string>();
  for (const [site, names] of Object.entries(SITES))
    for (const name of names) lines.set(name, await lab.line('--site', site));
  checks.true('no Node.js on a bare host', (await lab.host('n1').shell('node --version')).code !== 0);
  await install(lab, checks, 'n1', lines.get('n1') ?? '');

  // n1's line on another host, before that one has its own.
  const again = await lab.host('s2').shell(lines.get('n1') ?? '');
  checks.is('second use of a token: exit code', again.code, 1);
  checks.matches(
    'second use of a token: what is said',
    again.stderr,
    /^berth agent: join token \S+ has been used already, by node "n1": ask for a new one\n$/,
  );
  checks.is(
    'second use of a token: left on the host',
    (await lab.host('s2').shell('ls -A /opt /var/lib')).stdout,
    '/opt:\n\n/var/lib:\n',
  );

  await Promise.all(
    [...lines].map(([name, line]) => (name === 'n1' ? undefined : install(lab, checks, name, line))),
  );
  await nodesStand(lab, checks);
  await oneConnectionEach(lab, checks);
}

async function install(lab: Lab, checks: Checks, name: HostName, line: string): Promise<void> {
  const { code, stdout, stderr } = await lab.host(name).shell(line);
  checks.true(`${name}: the line does it`, code === 0, stderr + (await lab.host(name).agentLog()));
  checks.matches(`${name}: the line says so`, stdout, new RegExp(`node ${name} is ready\\.`));
  const status = await lab.host(name).shell('/opt/berth/bin/berth-agent status');
  checks.matches(
    `${name}: runs under its supervisor`,
    status.stdout,
    new RegExp(`: ${name} runs, with 0 workloads`),
  );
}

async function nodesStand(lab: Lab, checks: Checks): Promise<void> {
  const { stdout } = await lab.berth('node', 'ls');
  for (const host of lab.hosts())
    checks.matches(
      `${host.name}: in node ls, at its site`,
      stdout,
      new RegExp(`^${host.name} +${host.site} +up`, 'm'),
    );
}

/** As the host's own kernel has it, and as the coordinator's has it. */
async function oneConnectionEach(lab: Lab, checks: Checks): Promise<void> {
  const fleet = `${lab.address}:7421`;
  for (const host of lab.hosts()) {
    const found = await host.connections();
    checks.is(
      `${host.name}: connections to the outside`,
      found.map((it) => it.replace(/:\d+ /, ' ')),
      [`192.168.1.${host.name.endsWith('1') ? 11 : 12} ${fleet}`],
    );
  }
  const seen = (await connectionsOf(lab.coordinatorPid)).filter((it) => it.startsWith(`${fleet} `));
  const routers = (Object.keys(SITES) as SiteName[]).map((site) => lab.routers.get(site) ?? '');
  checks.is(
    'the coordinator sees routers only, two connections of each',
    seen.map((it) => it.split(' ')[1]?.split(':')[0]).sort(),
    routers.flatMap((address) => [address, address]).sort(),
  );
}
