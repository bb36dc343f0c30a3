/** What nobody does: the weather, the age of things, and the end of processes. Each deed of it says in the trace what it did. */
import type { Actor } from '#core/contracts/actor.ts';
import type { Cast } from './cast.ts';
import { type CrashPoint, crashPoints } from './census.ts';
import type { Desktop } from './desktop.ts';
import type { Member } from './members.ts';
import type { Stage } from './stage.ts';
import { letWork } from './work.ts';

type Scene = Cast & { readonly stage: Stage; readonly weather: Weather };
/** @returns what it did; nothing where it could do nothing */
type Turn = (scene: Scene) => string | void | Promise<string | void>;

/** how often a desktop's line turns dead when it turns */
export interface Weather {
  readonly dead: number;
}
export const changeable: Weather = { dead: 0.45 };
/** most of the day without the server */
export const stormy: Weather = { dead: 0.85 };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MOST_DESKTOPS = 5;

const someDesktop = ({ stage, desktops }: Scene): Desktop | undefined => stage.chance.pick(desktops);

const chosenOf = ({ stage, desktops }: Scene, isMeant: (desktop: Desktop) => boolean): Desktop | undefined =>
  stage.chance.pick(desktops.filter(isMeant));

const turnLine: Turn = ({ stage, desktops, weather }) => {
  const { chance, clock, census } = stage;
  const desktop = chance.pick(desktops.filter((each) => !each.isAsleep()));
  if (desktop === undefined) return;
  const dead = chance.happens(weather.dead);
  if (dead) census.count('a line cut');
  desktop.wire.setDead(dead);
  if (!dead || chance.happens(0.9)) return `${desktop.name}’s line ${dead ? 'dies' : 'lives'}`;
  census.count('a line cut for half an hour');
  clock.after(30 * MINUTE, () => desktop.wire.setDead(false));
  return `${desktop.name}’s line is cut for half an hour`;
};

const dropLive: Turn = (scene) => someDesktop(scene)?.wire.dropLive();

const turnEndpoint: Turn = ({ stage: { chance, receivers }, shop }) => {
  const endpoint = chance.pick(shop.endpoints);
  if (endpoint !== undefined) receivers.turn(endpoint.url);
};

const onServer = crashPoints.filter((point) => point.startsWith('server'));
const onDesktop = crashPoints.filter((point) => point.startsWith('desktop'));

/** They fetch, if they can: what is to happen to a desktop that fetches happens soon. */
function wake(desktops: readonly Desktop[]): void {
  for (const desktop of desktops)
    void desktop
      .process()
      ?.sync.wake()
      .catch(() => {});
}

/** Its member has another role, so that it fetches everything afresh. */
async function beginAfresh({ stage: { chance }, house, desktop }: Scene & { desktop: Desktop }): Promise<void> {
  const who = await desktop.member.standing();
  const role = chance.pick((['OWNER', 'ADMIN', 'STAFF'] as const).filter((each) => each !== who?.role));
  if (who !== undefined && role !== undefined && house.isUp()) await desktop.member.setRole(who, role);
  wake([desktop]);
}

const doomServer: Turn = async (scene) => {
  const { stage, house, desktops, publics } = scene;
  const { chance } = stage;
  const point: CrashPoint | undefined = chance.pick(onServer);
  const life = chance.pick(house.lives());
  if (point === undefined || life === undefined) return;
  life.doom(point);
  for (const each of publics) each.act();
  const desktop = chosenOf(scene, isLessThanTheFirst(scene));
  if (point === 'server inside a first sync' && desktop !== undefined) await beginAfresh({ ...scene, desktop });
  else wake(desktops);
  return `doom: ${point}`;
};

const isReachable = (desktop: Desktop): boolean => desktop.process() !== undefined && !desktop.isAsleep() && !desktop.wire.isDead();
/** there is no business without an owner, and the first is mostly the only one */
const isLessThanTheFirst =
  ({ members }: Scene) =>
  (desktop: Desktop): boolean =>
    isReachable(desktop) && desktop.member !== members[0];

const doomDesktop: Turn = async (scene) => {
  const { stage, publics, shop } = scene;
  const point = stage.chance.pick(onDesktop);
  const isMeant = point === 'desktop inside a first sync' ? isLessThanTheFirst(scene) : isReachable;
  const desktop = chosenOf(scene, isMeant) ?? someDesktop(scene);
  if (point === undefined || desktop === undefined) return;
  desktop.doom(point);
  switch (point) {
    case 'desktop inside a renumbering':
      // what is renumbered is what a desktop kept when it signs in again
      desktop.doomNext(point);
      desktop.signOut();
      break;
    case 'desktop inside a first sync':
      await beginAfresh({ ...scene, desktop });
      break;
    case 'desktop before the commit of a command':
    case 'desktop after the commit of a command':
    case 'desktop between push and pull':
      for (let i = 0; i < 2; i++) await letWork(stage, { desktop, shop });
      break;
    default:
      for (const each of publics) each.act();
      wake([desktop]);
  }
  return `doom for ${desktop.name}: ${point}`;
};

const crashDesktop: Turn = (scene) => someDesktop(scene)?.crash();

const reopen: Turn = (scene) => {
  const desktop = someDesktop(scene);
  if (desktop?.process() === undefined) return;
  scene.stage.census.count('a desktop closed and opened');
  desktop.reopen();
  return `${desktop.name} is closed`;
};

const sleep: Turn = (scene) => {
  const desktop = someDesktop(scene);
  if (desktop?.process() === undefined || desktop.isAsleep()) return;
  scene.stage.census.count('a laptop asleep');
  desktop.sleep(scene.stage.chance.between(1, 20) * MINUTE);
  return `${desktop.name} falls asleep`;
};

/** Lids are closed, and only the server is awake. */
const night: Turn = async ({ stage, desktops }) => {
  const { chance, census, clock } = stage;
  census.count('a night');
  for (const desktop of desktops) if (!desktop.isAsleep()) desktop.sleep(DAY);
  await clock.walkTo(clock.now() + chance.between(60, 180) * MINUTE);
  for (const desktop of desktops) desktop.wakeUp();
  return 'it was night';
};

const jumpClock: Turn = (scene) => {
  const { chance, census } = scene.stage;
  const desktop = someDesktop(scene);
  census.count('a clock set wrong');
  desktop?.jumpClock(chance.happens(0.3) ? 0 : chance.between(-5, 5) * HOUR + chance.between(0, HOUR));
};

const signOut: Turn = (scene) => {
  const desktop = someDesktop(scene);
  desktop?.signOut();
  return desktop && `${desktop.name} signs out`;
};

const hire: Turn = ({ stage: { chance }, members, desktops, hire: welcome }) => {
  const member = chance.pick(members);
  if (member === undefined || desktops.length >= MOST_DESKTOPS) return;
  welcome(member, `${member.name}-${desktops.length}`);
  return `${member.name} gets another desktop`;
};

/** Somebody goes on where they were, as soon as the program is there: while it still asks the server how things stand. */
function workAtOnce({ stage, shop }: Scene, desktop: Desktop, deeds = 3): void {
  const { chance, clock } = stage;
  const patience = clock.now() + MINUTE;
  const look = (): void => {
    if (stage.isCalm() || clock.now() > patience) return;
    if (desktop.process() === undefined) return void clock.after(10, look);
    for (let i = 0; i < deeds; i++) clock.after(chance.between(0, 200), () => void letWork(stage, { desktop, shop }));
  };
  clock.after(10, look);
}

function cutFor({ stage: { clock } }: Scene, desktop: Desktop, milliseconds: number): void {
  desktop.wire.setDead(true);
  clock.after(milliseconds, () => desktop.wire.setDead(false));
}

const copy: Turn = (scene) => {
  const { desktops, stage } = scene;
  const desktop = someDesktop(scene);
  if (desktop?.process() === undefined || !desktop.isSignedIn() || desktops.length >= MOST_DESKTOPS) return;
  stage.census.count('a profile copied');
  const twin = desktop.copy(`${desktop.name}-copy${desktops.length}`);
  desktops.push(twin);
  // the one is done before the other, who has done more, is heard of
  const isApart = stage.chance.happens(0.7);
  if (isApart) cutFor(scene, twin, stage.chance.between(10, 60) * SECOND);
  workAtOnce(scene, desktop, isApart ? 1 : 3);
  workAtOnce(scene, twin, isApart ? 5 : 3);
  return `${desktop.name} is copied`;
};

const keepFolder: Turn = (scene) => {
  const desktop = someDesktop(scene);
  if (desktop?.process() === undefined) return;
  desktop.keepFolder();
  return `${desktop.name}’s folder is kept`;
};

/** Yesterday's folder, or that of a moment ago: since then the server has heard of more than it holds. */
const putFolderBack: Turn = async (scene) => {
  const { stage, shop } = scene;
  const desktop = chosenOf(scene, (each) => each.hasFolderKept()) ?? chosenOf(scene, isReachable);
  if (desktop?.process() === undefined) return;
  if (!desktop.hasFolderKept()) desktop.keepFolder();
  for (let i = 0; i < 3; i++) await letWork(stage, { desktop, shop });
  await stage.clock.walkTo(stage.clock.now() + 2 * SECOND);
  if (!desktop.putFolderBack()) return;
  stage.census.count('an older profile put back');
  workAtOnce(scene, desktop);
  return `${desktop.name}’s older folder is put back`;
};

/** Sooner or later somebody presses the button that it shows all the time. */
function laterUpdate({ stage: { chance, clock, census } }: Scene, desktop: Desktop): void {
  clock.after(chance.between(1, 10) * MINUTE, () => {
    if (!desktop.isOlder() || desktop.process() === undefined) return;
    census.count('an older app updated');
    desktop.become({ isOlder: false, isNewer: false, isBehind: false });
  });
}

const age: Turn = (scene) => {
  const { census, chance } = scene.stage;
  const desktop = chosenOf(scene, (each) => each.isOlder()) ?? someDesktop(scene);
  if (desktop?.process() === undefined) return;
  const wasOlder = desktop.isOlder();
  const isOlder = !wasOlder && chance.happens(0.5);
  const isNewer = !isOlder && chance.happens(0.5);
  const isBehind = !isOlder && !isNewer;
  if (wasOlder) census.count('an older app updated');
  if (isOlder) {
    census.count('an older app');
    laterUpdate(scene, desktop);
  }
  if (isNewer) census.count('a newer app');
  if (isBehind) census.count('an app that is sent what it does not know');
  desktop.become({ isOlder, isNewer, isBehind });
  return `${desktop.name} becomes ${isOlder ? 'older' : isNewer ? 'newer' : 'behind'}`;
};

const changeRole: Turn = async ({ stage: { chance, census }, members }) => {
  const member = chance.pick(members.slice(1));
  const who = await member?.standing();
  if (member === undefined || who === undefined) return;
  const role = chance.pick((['OWNER', 'ADMIN', 'STAFF'] as const).filter((each) => each !== who.role));
  if (role !== undefined && (await member.setRole(who, role))?.ok === true) census.count('a role changed');
  return `${member.name} becomes ${role}`;
};

/** Of those who leave, half are asked back within minutes. */
function laterReturn({ stage: { chance, clock, census, isCalm } }: Scene, member: Member): void {
  if (chance.happens(0.5)) return;
  const comeBack = async (): Promise<void> => {
    if (isCalm() || (await member.standing()) !== undefined) return;
    if ((await member.join())?.ok === true) census.count('a member come back');
  };
  clock.after(chance.between(1, 5) * MINUTE, () => void comeBack());
}

const comeAndGo: Turn = async (scene) => {
  const { stage, members } = scene;
  const { chance, census } = stage;
  const member = chance.pick(members.slice(1));
  if (member === undefined) return;
  const who = await member.standing();
  if (who === undefined && (await member.join())?.ok === true) census.count('a member come back');
  if (who !== undefined && (await member.leave(who))?.ok === true) {
    census.count('a member deactivated');
    laterReturn(scene, member);
  }
  return `${member.name} ${who === undefined ? 'comes back' : 'leaves'}`;
};

const restart: Turn = ({ stage, house }) => {
  if (!house.isUp()) return;
  stage.census.count('a server stopped and started');
  house.restart();
  return 'the server is stopped';
};

const backUp: Turn = async ({ house }) => {
  if (!house.isUp()) return;
  await house.backUp();
  return 'the server is backed up';
};

async function rememberRefusals({ stage, rows }: Scene): Promise<void> {
  for (const { id } of await rows('select id from command_log where refusal is not null')) stage.forgotten.add(String(id));
}

const restore: Turn = async (scene) => {
  const { stage, house } = scene;
  if (!house.isUp()) return;
  await rememberRefusals(scene);
  if (!(await house.restore())) return backUp(scene);
  stage.census.count('a server restored from a backup');
  return 'the server is restored';
};

/** A backup of a moment ago: what the server lost is what it had refused, and that leaves no mark in its history. */
const restoreSoon: Turn = async (scene) => {
  const { stage, house, rows } = scene;
  const desktop = chosenOf(scene, isReachable);
  const customer = stage.chance.pick(await rows('select id from customers order by id'));
  if (!house.isUp() || desktop === undefined || customer === undefined) return;
  await house.backUp();
  await desktop.run('customers.wish', { customerId: customer.id });
  const waits = () => desktop.process()?.sight.all("select seq from local_commands where state = 'pending'").length !== 0;
  for (let i = 0; i < 6 && waits(); i++) await stage.clock.walkTo(stage.clock.now() + SECOND);
  await rememberRefusals(scene);
  if (!house.isUp() || !(await house.restore())) return;
  stage.census.count('a server restored at once');
  workAtOnce(scene, desktop);
  return 'the server is restored at once';
};

const fail: Turn = (scene) => {
  const { chance } = scene.stage;
  const failing = chance.happens(0.6) ? chance.pick(scene.house.lives()) : someDesktop(scene);
  failing?.fail(chance.happens(0.5) ? 'disk full' : 'statement failed');
};

/** Enough that whoever fetches them late fetches them in pages: one weighs as much as a hundred rows. */
const photos: Turn = async ({ stage: { chance, census }, house, shop, rows }) => {
  const before = await rows('select id from photos');
  await Promise.all(before.map(({ id }) => house.run('catalog.removePhoto', { photoId: id })));
  const photo = { mediaType: 'image/png', base64: 'iVBORw0KGgo=', alt: '' };
  const wanted = shop.offerings.flatMap(({ id }) => Array.from({ length: chance.between(5, 12) }, () => id));
  await Promise.all(wanted.map((offeringId) => house.run('catalog.addPhoto', { ...photo, offeringId })));
  census.count('a gallery exchanged');
};

/** Everybody at once: what each is in the middle of, the others see, and what may fail fails now. */
const rush: Turn = async (scene) => {
  const { stage, desktops, publics, house, shop } = scene;
  const { chance, census, clock } = stage;
  census.count('a rush');
  stage.rush.at = clock.now() + 200;
  await changeTwice(scene);
  for (const each of publics) for (let i = 0; i < 3; i++) each.act();
  for (const desktop of desktops) if (chance.happens(0.3)) await letWork(stage, { desktop, shop });
  wake(desktops);
  for (const desktop of desktops) desktop.wire.echo(4);
  const life = chance.pick(house.lives());
  const isFull = chance.happens(0.3);
  const isBroken = !isFull && chance.happens(0.3);
  if (isFull) life?.fail('disk full');
  else if (isBroken) life?.fail('statement failed');
  else if (chance.happens(0.4)) life?.doom('server before the commit of a command');
};

/** What the desktops are about to fetch changes once more while they fetch it. */
async function changeTwice({
  stage: {
    clock,
    rush: { at },
  },
  house,
  rows,
}: Scene): Promise<void> {
  const newest = await rows("select id, status from bookings where status in ('PENDING', 'CONFIRMED') order by rev desc, id limit 4");
  for (const { id: bookingId, status } of newest) {
    const [first, then] = status === 'PENDING' ? ['approve', 'cancel'] : ['checkIn', 'complete'];
    await house.run(`bookings.${first}`, { bookingId });
    clock.after(at - clock.now(), () => void house.run(`bookings.${then}`, { bookingId }));
  }
}

/** What became free is offered to who waits for it. */
const offer: Turn = async ({ house, rows, stage: { census, chance } }) => {
  const made = await house.run('waitlist.offerNext', {});
  if (made?.ok !== true) return;
  if ((made.value as { offered: number }).offered > 0) census.count('a place offered');
  const [accepting] = await rows("select id from waitlist where status = 'OFFERED' order by rev desc, id limit 1");
  if (accepting === undefined || chance.happens(0.3)) return;
  const booked = await house.run('waitlist.accept', { waitlistId: accepting.id }, waiting(String(accepting.id)));
  if (booked?.ok === true) census.count('an offer accepted');
};

const waiting = (waitlistId: string): Actor => ({ kind: 'customer', id: 'public', name: 'Customer', waitlistId });

const turns: readonly (readonly [number, Turn])[] = [
  [30, turnLine],
  [4, dropLive],
  [10, turnEndpoint],
  [24, doomServer],
  [30, doomDesktop],
  [4, crashDesktop],
  [4, reopen],
  [4, sleep],
  [2, night],
  [6, jumpClock],
  [3, signOut],
  [2, hire],
  [4, copy],
  [2, keepFolder],
  [5, putFolderBack],
  [9, age],
  [8, changeRole],
  [5, comeAndGo],
  [3, restart],
  [3, backUp],
  [5, restore],
  [5, restoreSoon],
  [10, fail],
  [4, photos],
  [12, rush],
  [12, offer],
];
const weights = turns.reduce((sum, [weight]) => sum + weight, 0);

export async function turnOfFate(scene: Scene): Promise<void> {
  let at = scene.stage.chance.between(0, weights);
  const turn = turns.find(([weight]) => (at -= weight) < 0)?.[1];
  const said = await turn?.(scene);
  if (typeof said === 'string') scene.stage.note(said);
}
