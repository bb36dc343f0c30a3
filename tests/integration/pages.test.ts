import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOffering, testWorld, type Answered, type TestWorld } from './world.ts';

let world: TestWorld;
const NASTY = `<script>alert(1)</script>"'&</title>`;

beforeAll(async () => {
  world = await testWorld();
  await openOffering(world, { title: `Haircut ${NASTY}`, slug: 'haircut', description: NASTY, basePriceCents: 4_000 });
  await openOffering(world, { title: 'Secret', slug: 'secret', status: 'DRAFT' });
});
afterAll(() => world.close());

const open = (url: string): Promise<Answered> => world.call('GET', url, { token: null });

const configIn = ({ text }: Answered): Record<string, unknown> => {
  const [, json = ''] = /<script type="application\/json" id="slotkeeper-config">(.*?)<\/script>/s.exec(text) ?? [];
  return JSON.parse(json) as Record<string, unknown>;
};

const policyOf = ({ headers }: Answered): Record<string, string> =>
  Object.fromEntries(
    String(headers['content-security-policy'])
      .split('; ')
      .map((directive) => [directive.split(' ')[0] ?? '', directive.slice(directive.indexOf(' ') + 1)]),
  );

describe('the storefront', () => {
  test('reads without a script: title, description, offerings with their prices and addresses', async () => {
    const page = await open('/s/atlas-studios');
    expect(page.text).toContain('<title>Atlas Studios</title>');
    expect(page.text).toContain('<meta name="description" content="Book at Atlas Studios');
    expect(page.text).toContain('href="/s/atlas-studios/o/haircut"');
    expect(page.text).toContain('€40.00 · 1 hour');
    expect(page.text).not.toContain('Secret');
    expect(configIn(page)).toMatchObject({ view: 'storefront', api: '/v1/storefront/atlas-studios', tenant: 'atlas-studios' });
  });

  test('has a page for each offering, and none for what is not for sale', async () => {
    expect(configIn(await open('/s/atlas-studios/o/haircut'))).toMatchObject({ view: 'offering', offering: 'haircut' });
    for (const url of ['/s/atlas-studios/o/secret', '/s/atlas-studios/o/nothing', '/s/nobody', '/s/nobody/o/haircut'])
      expect((await open(url)).status).toBe(404);
    const gone = await open('/s/atlas-studios/o/nothing');
    expect(gone.text).toContain('<a class="quiet" href="/s/atlas-studios">See everything that can be booked</a>');
    expect(policyOf(gone)).toMatchObject({ 'default-src': "'none'", 'style-src': "'self'" });
  });

  test('a mistyped address is told of on a page, with a way to all that there is', async () => {
    const page = await open('/s/atlas-studios/haircut/tomorrow');
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.text).toContain('There is no page at this address.');
    expect(page.text).toContain('data-theme="auto"');
    expect(page.text).toContain('<a class="quiet" href="/s/atlas-studios">');
    expect((await open('/s/nobody/haircut')).text).toContain('There is no business of this name here.');
  });

  test('an offering’s page without a script says what it costs, what a cancellation gives back, and what to do', async () => {
    const { text } = await open('/s/atlas-studios/o/haircut');
    expect(text).toContain('€40.00 · 1 hour');
    expect(text).toContain('<h2 class="small">Cancellation</h2>');
    expect(text).toContain('<noscript><p>Booking a time needs JavaScript');
    expect(text).toContain('<a href="/s/atlas-studios">');
  });

  test('has a page for a booking that knows nothing of it, so that the link’s token stays in the browser', async () => {
    const page = await open('/s/atlas-studios/manage/bkg_00000000000000000000');
    expect(configIn(page)).toMatchObject({ view: 'manage', bookingId: 'bkg_00000000000000000000' });
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect(page.text).toContain('noindex');
    expect((await open('/s/atlas-studios/manage/x')).status).toBe(404);
  });
});

describe('whatever people have typed', () => {
  test('stays text', async () => {
    for (const url of ['/s/atlas-studios', '/s/atlas-studios/o/haircut']) {
      const { text } = await open(url);
      expect(text).not.toContain('<script>alert');
      expect(text.match(/<script/g)).toHaveLength(2);
      expect(text).toContain('&#60;script&#62;alert(1)');
    }
  });

  test('in the frame’s address is taken in the right form or not at all', async () => {
    const bad = new URLSearchParams({
      ...{
        tenant: 'atlas-studios',
        offering: '../x',
        locale: '<x>',
        color: 'red;background:url(x)',
        parent: 'javascript:alert(1)',
        id: '"><script>',
      },
    });
    const page = await open(`/embed/v1/frame?${bad.toString()}`);
    expect(configIn(page)).toMatchObject({ offering: null, locale: null, color: null, parentOrigin: null, widgetId: null });
    for (const parent of ['https://shop.example/path', 'https://user@shop.example', 'null', 'https://shop.example/'])
      expect(configIn(await open(`/embed/v1/frame?tenant=atlas-studios&parent=${encodeURIComponent(parent)}`))['parentOrigin']).toBeNull();
    const good = new URLSearchParams({
      tenant: 'atlas-studios',
      offering: 'haircut',
      locale: 'pt-BR',
      color: '#0F172A',
      parent: 'https://shop.example:8443',
      id: 'w1abc',
    });
    expect(configIn(await open(`/embed/v1/frame?${good.toString()}`))).toMatchObject({
      ...{
        view: 'frame',
        offering: 'haircut',
        locale: 'pt-BR',
        color: '#0F172A',
        parentOrigin: 'https://shop.example:8443',
        widgetId: 'w1abc',
      },
    });
  });

  test('as a tenant that is not there is told on a page', async () => {
    for (const url of ['/embed/v1/frame', '/embed/v1/frame?tenant=nobody', '/embed/v1/frame?tenant=a&tenant=b']) {
      const page = await open(url);
      expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    }
  });
});

describe('the policy of a page', () => {
  const strict = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data: https:",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
  };

  test('lets no script in but the server’s own, and no other page around it', async () => {
    for (const url of ['/s/atlas-studios', '/s/atlas-studios/o/haircut', '/s/atlas-studios/manage/bkg_00000000000000000000']) {
      const page = await open(url);
      const forms = url === '/s/atlas-studios' ? { 'form-action': "'self'" } : {};
      expect(policyOf(page)).toMatchObject({ ...strict, ...forms, 'frame-ancestors': "'none'" });
      expect(page.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test('lets any page hold the frame', async () => {
    expect(policyOf(await open('/embed/v1/frame?tenant=atlas-studios'))).toMatchObject({ ...strict, 'frame-ancestors': '*' });
  });
});
