/** The weather clears for good, and everybody gets the time that their patience needs. */
import type { Cast } from './cast.ts';
import type { Desktop } from './desktop.ts';
import type { Sight } from './sight.ts';
import type { Stage } from './stage.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

interface Rest {
  readonly cast: Cast;
  sight(): Promise<Sight>;
}

export async function comeToRest(stage: Stage, { cast, sight }: Rest): Promise<void> {
  const { clock, receivers, complain } = stage;
  receivers.calm();
  for (const life of cast.house.lives()) life.spare();
  for (const desktop of cast.desktops) desktop.calm();
  const end = clock.now() + HOUR;
  while (clock.now() < end) {
    await clock.walkTo(clock.now() + 10 * SECOND);
    await settleStaff(cast);
    await hurryDeliveries(cast, sight);
    if (restlessnessOf(cast, await sight()).length === 0) return;
  }
  complain(`an hour of calm was not enough: ${restlessnessOf(cast, await sight()).join(', ')}`);
}

/** Who left comes back, or their desktop never could. */
async function settleStaff({ house, members }: Cast): Promise<void> {
  if (!house.isUp()) return;
  for (const member of members) if ((await member.standing()) === undefined) await member.join();
}

/** Somebody presses the button for what would be tried again in hours. */
async function hurryDeliveries({ house }: Cast, sight: () => Promise<Sight>): Promise<void> {
  if (!house.isUp()) return;
  const late = (await sight()).all("select id from deliveries where status = 'PENDING' and attempt_count > 1");
  for (const { id } of late) await house.run('webhooks.redeliver', { deliveryId: String(id) });
}

function restlessnessOf({ house, desktops, clients }: Cast, sight: Sight): string[] {
  if (!house.isUp()) return ['the server is not up'];
  const [head] = sight.all('select max(rev) as rev from heads');
  const turnedOut = new Set(sight.all('select id from devices where revoked_at is not null').map(({ id }) => String(id)));
  const restless = desktops
    .filter((desktop) => !isAtRest(desktop, { rev: Number(head?.rev), turnedOut }))
    .map(({ name }) => `${name} is not done`);
  if (clients.some((client) => client.waiting() > 0)) restless.push('somebody waits for an answer');
  const [waiting] = sight.all("select count(*) as n from deliveries where status = 'PENDING'");
  if (Number(waiting?.n) > 0) restless.push(`${waiting?.n} deliveries wait`);
  return restless;
}

/** Whoever is turned out and does not know it yet will sign in again, and may bring something. */
function isAtRest(desktop: Desktop, { rev, turnedOut }: { rev: number; turnedOut: ReadonlySet<string> }): boolean {
  const process = desktop.process();
  if (process === undefined || desktop.isAsleep() || !desktop.isSignedIn()) return false;
  const [position] = process.sight.all('select server_rev, complete, device_id from sync_state');
  return (
    process.sync.state().waiting === 0 &&
    position?.complete === 1 &&
    position.server_rev === rev &&
    !turnedOut.has(String(position.device_id))
  );
}
