/** Atlas's members, resources and offerings, each made by its command. */
import type { Json } from '#core/base/json.ts';
import { DAY } from '#core/base/time.ts';
import {
  categories,
  chiaraHours,
  type DemoOffering,
  type Hours,
  offerings,
  productTypes,
  type ResourceKey,
  resources,
} from './offerings.ts';
import { colleagues } from './people.ts';
import { pictureOf } from './pictures.ts';
import type { Run } from './run.ts';

export interface Catalogue {
  readonly offeringIds: ReadonlyMap<string, string>;
  readonly resourceIds: ReadonlyMap<ResourceKey, string>;
  /** by the colleague's key; the owner's is `owner` */
  readonly memberIds: ReadonlyMap<string, string>;
}

const ruleOf = ({ from, to, slotMinutes }: Hours, dayOfWeek: number): Json => ({
  dayOfWeek,
  startTime: from,
  endTime: to,
  slotMinutes: slotMinutes ?? null,
  capacity: null,
  validFrom: null,
  validUntil: null,
});

const rulesOf = (hours: readonly Hours[]): Json[] => hours.flatMap((each) => each.days.map((day) => ruleOf(each, day)));

const inTurn = async <T>(items: readonly T[], fn: (item: T, index: number) => Promise<void>): Promise<void> => {
  for (const [index, item] of items.entries()) await fn(item, index);
};

/** Atlas opened its books a good year ago. */
const SINCE = 400 * DAY;

export async function makeColleagues(
  run: Run,
  { now, passwordHash, ownerId }: { now: number; passwordHash: string; ownerId: string },
): Promise<Map<string, string>> {
  const memberIds = new Map([['owner', ownerId]]);
  await inTurn(colleagues, async ({ key, ...fields }, index) => {
    const { memberId } = await run({
      key: `member/${key}`,
      name: 'members.add',
      input: { ...fields, passwordHash },
      at: now - SINCE + index * DAY,
    });
    memberIds.set(key, memberId ?? '');
  });
  return memberIds;
}

async function makeResources(
  run: Run,
  { now, memberIds }: { now: number; memberIds: ReadonlyMap<string, string> },
): Promise<Map<ResourceKey, string>> {
  const at = now - SINCE + 10 * DAY;
  const resourceIds = new Map<ResourceKey, string>();
  await inTurn(resources, async ({ key, name, kind, member }) => {
    const memberId = (member !== null && memberIds.get(member)) || null;
    const { resourceId = '' } = await run({ key: `resource/${key}`, name: 'catalog.createResource', input: { name, kind, memberId }, at });
    resourceIds.set(key, resourceId);
  });
  const chiara = { subjectId: resourceIds.get('chiara') ?? '', rules: rulesOf(chiaraHours) };
  await run({ key: 'hours/chiara', name: 'availability.setSchedule', input: chiara, at });
  return resourceIds;
}

async function makeKinds(run: Run, { now }: { now: number }): Promise<void> {
  const at = now - SINCE + 12 * DAY;
  await inTurn(productTypes, async (type) => {
    const input = type as unknown as Json;
    await run({ key: `productType/${type.key}`, name: 'catalog.createProductType', input, at });
  });
  await inTurn(categories, async (input) => {
    await run({ key: `category/${input.name}`, name: 'catalog.createCategory', input, at });
  });
}

interface Making {
  readonly at: number;
  readonly resourceIds: ReadonlyMap<ResourceKey, string>;
  readonly pictures: ReadonlyMap<string, string>;
}

async function makeOffering(
  run: Run,
  { slug, fields, groups, hours, status }: DemoOffering,
  { at, resourceIds, pictures }: Making,
): Promise<string> {
  const resourceGroups = groups.map((group) => group.map((key) => resourceIds.get(key) ?? ''));
  const input = { slug, ...fields, resourceGroups } as Json;
  const { offeringId = '' } = await run({ key: `offering/${slug}`, name: 'catalog.createOffering', input, at });
  if (hours.length > 0)
    await run({ key: `hours/${slug}`, name: 'availability.setSchedule', input: { subjectId: offeringId, rules: rulesOf(hours) }, at });
  const photo = { offeringId, mediaType: 'image/png', base64: pictures.get(slug) ?? '', alt: 'Hills under a pale sun' };
  await run({ key: `photo/${slug}`, name: 'catalog.addPhoto', input: photo, at });
  if (status === 'PUBLISHED') await run({ key: `publish/${slug}`, name: 'catalog.publishOffering', input: { offeringId }, at });
  return offeringId;
}

/** Drawn once for both tenants. */
export function drawPictures(): ReadonlyMap<string, string> {
  return new Map(offerings.map(({ slug, fields }) => [slug, pictureOf(fields.color).toString('base64')]));
}

export async function makeCatalogue(
  run: Run,
  { now, memberIds, pictures }: { now: number; memberIds: ReadonlyMap<string, string>; pictures: ReadonlyMap<string, string> },
): Promise<Catalogue> {
  const resourceIds = await makeResources(run, { now, memberIds });
  await makeKinds(run, { now });
  const offeringIds = new Map<string, string>();
  await inTurn(offerings, async (offering, index) => {
    const at = now - SINCE + (20 + index * 9) * DAY;
    offeringIds.set(offering.slug, await makeOffering(run, offering, { at, resourceIds, pictures }));
  });
  return { offeringIds, resourceIds, memberIds };
}
