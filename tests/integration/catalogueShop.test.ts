import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractOf, strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const SHOP = '/v1/storefront/atlas-studios';

let world: TestWorld;
let visit: (url: string) => ReturnType<TestWorld['call']>;

beforeAll(async () => {
  world = await testWorld();
  const call = await strictCaller(world);
  visit = (url) => call('GET', SHOP + url, { token: null });
  const attributes = [
    { key: 'opened', label: 'Opened on', kind: 'date', filter: true },
    { key: 'secret', label: 'Our margin', kind: 'number', filter: false },
    { key: 'area', label: 'Size', kind: 'choice', options: ['Small', 'Large'], filter: true },
  ];
  await world.call('POST', '/v1/api/product-types', { body: { key: 'hall', name: 'Banquet hall', attributes } });
  await world.call('POST', '/v1/api/product-types', { body: { key: 'unused', name: 'Unused', attributes } });
  const space = { productTypeKey: 'space', pricingModel: 'HOURLY' };
  const shop: Record<string, unknown>[] = [
    {
      title: 'Loft',
      ...space,
      basePriceCents: 9_500,
      categories: ['Rooms', 'Quiet'],
      attributes: { area: 140, wifi: true, facilities: ['Kitchen', 'Parking'] },
    },
    {
      title: 'Studio',
      ...space,
      basePriceCents: 6_500,
      categories: ['Rooms'],
      attributes: { area: 85, wifi: false, facilities: ['Kitchen'] },
    },
    { title: 'Booth', ...space, basePriceCents: 2_800, description: 'For podcasts', attributes: { sqft: 90 } },
    { title: 'Yoga', productTypeKey: 'class', basePriceCents: 1_800, attributes: { level: 'Beginners', language: 'English & Deutsch' } },
    { title: 'Ballroom', productTypeKey: 'hall', basePriceCents: 50_000, attributes: { opened: '2020-05-01', secret: 40, area: 'Large' } },
    { title: 'Draft', ...space, basePriceCents: 1, attributes: { area: 1_000, wifi: true }, status: 'DRAFT' },
  ];
  for (const offering of shop) await openOffering(world, offering);
});
afterAll(() => world.close());

const titles = async (query: string): Promise<string[]> => {
  const { body } = await visit(`/offerings?${query}`);
  return (body as { data: { title: string }[] }).data.map(({ title }) => title);
};
const asking = (...conditions: string[]) => titles(conditions.map((text) => `attributes=${encodeURIComponent(text)}`).join('&'));

describe('a customer narrows the list', () => {
  test('by words, category, type and price', async () => {
    expect(await titles('q=PODCAST')).toEqual(['Booth']);
    expect(await titles('q=banquet')).toEqual(['Ballroom']);
    expect(await titles('q=rooms%20quiet')).toEqual(['Loft']);
    expect(await titles('category=rooms')).toEqual(['Loft', 'Studio']);
    expect(await titles('category=Nothing')).toEqual([]);
    expect(await titles('type=class')).toEqual(['Yoga']);
    expect(await titles('price=1800..6500')).toEqual(['Booth', 'Studio', 'Yoga']);
    expect(await titles('price=..1800')).toEqual(['Yoga']);
    expect(await titles('price=9500..&type=space')).toEqual(['Loft']);
  });

  test('by attributes of every kind, each as its own type means it', async () => {
    expect(await asking('area>=85')).toEqual(['Loft', 'Studio']);
    expect(await asking('area>=85', 'area<=100')).toEqual(['Studio']);
    expect(await asking('area=140')).toEqual(['Loft']);
    expect(await asking('area=large')).toEqual(['Ballroom']);
    expect(await asking('wifi=false')).toEqual(['Studio']);
    expect(await asking('facilities=kitchen')).toEqual(['Loft', 'Studio']);
    expect(await asking('facilities=Kitchen', 'facilities=Parking')).toEqual(['Loft']);
    expect(await asking('level=Beginners')).toEqual(['Yoga']);
    expect(await asking('language=deutsch')).toEqual(['Yoga']);
    expect(await asking('opened<=2020-12-31')).toEqual(['Ballroom']);
    expect(await asking('opened>=2020-12-31')).toEqual([]);
  });

  test('and turns pages of what is left', async () => {
    const first = (await visit('/offerings?type=space&limit=2')).body as { data: { title: string }[]; nextCursor: string };
    expect(first.data.map(({ title }) => title)).toEqual(['Booth', 'Loft']);
    expect(await titles(`type=space&limit=2&cursor=${first.nextCursor}`)).toEqual(['Studio']);
  });

  test('and is told what can be asked where it can’t', async () => {
    const refused = async (query: string) => {
      const { status, body } = await visit(`/offerings?${query}`);
      return [
        status,
        ...(body as { details: { issues: { path: string; expected: string }[] } }).details.issues.map(
          ({ path, expected }) => `${path}: ${expected}`,
        ),
      ];
    };
    const wrong = (text: string, more = '') => refused(`attributes=${encodeURIComponent(text)}${more}`);
    expect(await wrong('secret>=1')).toEqual([400, expect.stringMatching(/^attributes: a condition on .*area/)]);
    expect(await wrong('sqft=90')).toEqual([400, expect.stringContaining('a condition on')]);
    const secret = { key: 'clearance', label: 'Clearance', kind: 'choice', unit: null, options: ['Top'], required: false, filter: true };
    await world.call('POST', '/v1/api/product-types', { body: { key: 'bunker', name: 'Bunker', attributes: [secret] } });
    await world.call('POST', '/v1/api/offerings', { body: { title: 'Under the hill', basePriceCents: 1, productTypeKey: 'bunker' } });
    expect(await wrong('clearance=Low')).toEqual([400, expect.not.stringMatching(/clearance,|Top/)]);
    expect(await wrong('wifi=fast')).toEqual([400, 'attributes: wifi as true or false after =']);
    expect(await wrong('area>=large', '&type=space')).toEqual([400, 'attributes: area as a number after =, >= or <=']);
    expect(await wrong('area')).toEqual([400, 'attributes: a condition like area>=20 or wifi=true']);
    for (const price of ['cheap', '..', '5', '-1..5'])
      expect(await refused(`price=${price}`)).toEqual([400, expect.stringMatching(/^price: /)]);
    expect(await refused('colour=red')).toEqual([400, 'colour: no such field']);
  });
});

test('the business narrows its own list alike, drafts included, and turns pages of what is left', async () => {
  const list = async (query: string) => {
    const url = `/v1/api/offerings?${query}`;
    const answer = await world.call('GET', url);
    expect((await contractOf(world)).problemWith('GET', url, answer)).toBeNull();
    return answer.body as { data: { title: string }[]; nextCursor: string | null };
  };
  const found = async (query: string) => (await list(query)).data.map(({ title }) => title).toSorted();
  expect(await found('type=class')).toEqual(['Yoga']);
  expect(await found('category=rooms&price=9000..')).toEqual(['Loft']);
  expect(await found('attributes=area%3E%3D100&attributes=wifi%3Dtrue')).toEqual(['Draft', 'Loft']);
  expect(await found('attributes=wifi%3Dtrue&status=DRAFT')).toEqual(['Draft']);
  expect(await found('type=space&q=booth')).toEqual(['Booth']);
  const first = await list('type=space&limit=3');
  const last = await list(`type=space&limit=3&cursor=${first.nextCursor}`);
  const turned = [...first.data, ...last.data].map(({ title }) => title).toSorted();
  expect([first.data.length, turned, last.nextCursor]).toEqual([3, ['Booth', 'Draft', 'Loft', 'Studio'], null]);
  const refused = await world.call('GET', '/v1/api/offerings?attributes=secret%3E%3D1');
  expect([refused.status, (refused.body as { details: { issues: { path: string }[] } }).details.issues[0]?.path]).toEqual([
    400,
    'attributes',
  ]);
});

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

describe('the page of the list', () => {
  const page = async (query = '') => (await world.call('GET', `/s/atlas-studios${query}`, { token: null })).text;
  const shown = (text: string) =>
    [...text.matchAll(/<b>([^<]*)<\/b><span class="clamp">/g)].map(([, title = '']) => title).toSorted(byText);
  /** As the form, or whoever has its address, asks. */
  const found = async (fields: Record<string, string>) => shown(await page(`?${new URLSearchParams(fields).toString()}`));

  test('asks for what a kind has of its own once it is chosen, and folds it away before', async () => {
    const parts = async (query: string) => {
      const [form = ''] = /<form method="get">.*?<\/form>/s.exec(await page(query)) ?? [];
      const [plain = '', folded = ''] = form.split('<details');
      const names = (text: string) => [...text.matchAll(/name="([^"]*)"/g)].map(([, name]) => name);
      return { plain: names(plain), folded: names(folded), isOpen: /^[^>]*\bopen\b/.test(folded) };
    };
    const always = ['q', 'type', 'category', 'priceFrom', 'priceTo'];
    const first = await parts('');
    expect([first.plain, first.isOpen]).toEqual([always, false]);
    expect(first.folded).toEqual(expect.arrayContaining(['is.wifi', 'is.level', 'from.opened', 'to.opened']));
    expect(await parts('?is.wifi=true')).toMatchObject({ plain: always, isOpen: true });
    expect(await parts('?type=class')).toMatchObject({ plain: [...always, 'is.level', 'is.language'], folded: [] });
  });

  test('is narrowed by a form of its address, by the storefront’s own measure', async () => {
    expect(await found({})).toEqual(['Ballroom', 'Booth', 'Loft', 'Studio', 'Yoga']);
    expect(await found({ type: 'space', category: '', priceFrom: '', 'is.wifi': '' })).toEqual(['Booth', 'Loft', 'Studio']);
    expect(await found({ category: 'Rooms' })).toEqual(['Loft', 'Studio']);
    expect(await found({ q: 'podcasts' })).toEqual(['Booth']);
    expect(await found({ q: ' rooms ', priceTo: '65' })).toEqual(['Studio']);
    expect(await found({ priceFrom: '18', priceTo: '65,00' })).toEqual(['Booth', 'Studio', 'Yoga']);
    expect(await found({ type: 'space', 'from.area': '85', 'to.area': '100' })).toEqual(['Studio']);
    expect(await found({ 'is.wifi': 'true', 'is.facilities': 'Parking' })).toEqual(['Loft']);
    expect(await found({ type: 'hall', 'is.area': 'Large', 'from.opened': '2020-01-01' })).toEqual(['Ballroom']);
  });

  test('tells the app the same in the words of the storefront’s list', async () => {
    const fields = { q: 'studio', type: 'space', priceFrom: '20', 'from.area': '85', 'is.wifi': 'false' };
    const text = await page(`?${new URLSearchParams(fields).toString()}`);
    const [, query = ''] = /id="filters" data-query="([^"]*)"/.exec(text) ?? [];
    expect(await titles(query.replaceAll('&#38;', '&'))).toEqual(shown(text));
    expect(shown(text)).toEqual(['Studio']);
    expect(await page()).toContain('id="filters" data-query=""');
  });

  test('keeps what was asked in its fields, says that nothing matches, and is misled by nothing', async () => {
    const text = await page('?type=space&from.area=1000&category=%22%3E%3Cscript%3Ex');
    expect(text).toMatch(/<option value="space" selected>/);
    expect(text).toMatch(/name="from.area"[^>]*value="1000"/);
    expect(text).toContain('Nothing matches');
    expect(text).not.toContain('<script>x');
    const everything = ['Ballroom', 'Booth', 'Loft', 'Studio', 'Yoga'];
    for (const fields of [{ priceFrom: 'cheap' }, { type: 'nothing' }, { 'from.area': 'big' }, { 'is.secret': '40' }, { surprise: '1' }])
      expect(await found(fields as Record<string, string>), JSON.stringify(fields)).toEqual(everything);
    expect(await found({ type: 'space', 'is.area': 'Large' })).toEqual(['Booth', 'Loft', 'Studio']);
    expect(await page()).not.toContain('Our margin');
  });
});

test('a customer sees the kinds that are for sale, and what the list can be narrowed by', async () => {
  const { data } = (await visit('/product-types')).body as {
    data: { key: string; offerings: number; attributes: { key: string; filter: boolean }[] }[];
  };
  expect(data.map(({ key, offerings }) => [key, offerings])).toEqual([
    ['space', 3],
    ['class', 1],
    ['hall', 1],
  ]);
  expect(data[2]?.attributes.map(({ key, filter }) => [key, filter])).toEqual([
    ['opened', true],
    ['secret', false],
    ['area', true],
  ]);
});

test('an offering tells a customer what there is to choose, and not which offerings a plan is for', async () => {
  const offeringIds = [await openOffering(world, { title: 'Swim', status: 'DRAFT' })];
  const more = {
    ...{
      title: 'Pass',
      pricingModel: 'SUBSCRIPTION',
      categories: ['Passes'],
      durations: [{ minutes: 90, priceCents: 6_000 }],
      startTimes: 'backToBack',
    },
    plan: { period: 'month', visits: 4, offeringIds },
    addOns: [{ key: 'towel', name: 'Towel', priceCents: 300, minutes: 0, required: false, maxQuantity: 2 }],
    questions: [{ key: 'level', label: 'Have you been here before?', kind: 'yesNo', required: true, options: [] }],
    quantityTiers: [{ fromQuantity: 5, unitPriceCents: 3_000 }],
  };
  await openOffering(world, more);
  const { body, text } = await visit('/offerings/pass');
  expect((body as { plan: unknown }).plan).toEqual({ period: 'month', visits: 4 });
  expect(body).toMatchObject({ ...more, pricingModel: 'SUBSCRIPTION', plan: { period: 'month', visits: 4 }, nights: null });
  expect(text).not.toContain(offeringIds[0]);
});

/** labels and texts of the page's list */
const shownIn = (page: string): (string | undefined)[][] =>
  [...page.matchAll(/<dt>([^<]*)<\/dt>\s*<dd>([^<]*)<\/dd>/g)].map(([, label, text]) => [label, text]);

describe('an offering’s page', () => {
  test('shows what its type says of it with labels and units, its categories and its photos in every width', async () => {
    const attributes = { area: 1_200, wifi: true, stepFree: false, facilities: ['Kitchen', 'Parking'], sqft: 999, seats: 12 };
    const fields = { title: 'Hall', slug: 'hall', productTypeKey: 'space', categories: ['Rooms', '<b>Bold</b>'], attributes };
    const offeringId = await openOffering(world, fields);
    const photos: string[] = [];
    for (const alt of ['"Noon"', 'Night']) {
      const photo = { offeringId, mediaType: 'image/png', base64: Buffer.from(alt).toString('base64'), alt };
      photos.push(((await world.run('catalog.addPhoto', photo)) as { photoId: string }).photoId);
    }
    const { text } = await world.call('GET', '/s/atlas-studios/o/hall', { token: null });
    expect(shownIn(text)).toEqual([
      ['Area', '1,200 m²'],
      ['Seats', '12'],
      ['Wi-Fi', 'Yes'],
      ['Step-free access', 'No'],
      ['Facilities', 'Kitchen, Parking'],
    ]);
    expect(text).not.toContain('sqft');
    expect(text).toContain('<li>Rooms · &#60;b&#62;Bold&#60;/b&#62;</li>');
    expect(text).toContain(`srcset="${[320, 640, 960, 1_280].map((w) => `${SHOP}/photos/${photos[0]}?w=${w} ${w}w`).join(', ')}"`);
    expect(text).toContain('alt="&#34;Noon&#34;"');
    expect(text).toMatch(new RegExp(`${photos[1]}\\?w=320[^>]*alt="Night"[^>]*loading="lazy"`));
    const { body } = await visit('/offerings/hall');
    expect((body as { details: unknown[] }).details[0]).toEqual({ key: 'area', label: 'Area', kind: 'number', unit: 'm²', value: 1_200 });
  });

  test('leaves out what was written for another type', async () => {
    const offeringId = await openOffering(world, {
      title: 'Den',
      slug: 'den',
      productTypeKey: 'hall',
      attributes: { area: 'Small', opened: '2020-05-01' },
    });
    const page = async () => (await world.call('GET', '/s/atlas-studios/o/den', { token: null })).text;
    expect(shownIn(await page())).toEqual([
      ['Opened on', '1 May 2020'],
      ['Size', 'Small'],
    ]);
    await world.call('PATCH', '/v1/api/product-types/hall', {
      body: { attributes: [{ key: 'area', label: 'Area', kind: 'number' }] },
    });
    expect(shownIn(await page())).toEqual([]);
    expect((await world.call('GET', `/v1/api/offerings/${offeringId}`)).body).toMatchObject({ attributes: { area: 'Small' } });
  });
});
