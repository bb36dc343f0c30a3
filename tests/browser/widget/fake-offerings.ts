import type { Offering, Tenant } from '../../../widget/app/storefront.ts';

const photo = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><rect width="640" height="360" fill="#cbd5c0"/><circle cx="480" cy="120" r="60" fill="#f2c14e"/><path d="M0 360 220 150 400 300 500 220 640 360z" fill="#5b7553"/></svg>',
)}`;

const cut: Offering = {
  id: 'off_cut',
  title: 'Haircut',
  slug: 'haircut',
  description: 'Wash, cut and finish with one of our stylists.\nCome as you are.',
  productTypeKey: 'service',
  pricingModel: 'ONE_TIME',
  basePriceCents: 4500,
  currency: 'EUR',
  taxBps: 1900,
  taxIncluded: true,
  timezone: 'Europe/Berlin',
  durationMinutes: 45,
  slotMinutes: 45,
  capacity: 1,
  approval: 'auto',
  minNoticeMinutes: 60,
  maxAdvanceDays: 60,
  cancellationPolicy: [
    { hoursBefore: 24, refundPercent: 100 },
    { hoursBefore: 2, refundPercent: 50 },
  ],
  location: { name: 'Atlas Studios', address: 'Torstraße 12, 10119 Berlin' },
  resources: [
    { id: 'res_ana', name: 'Ana' },
    { id: 'res_ben', name: 'Ben' },
    { id: 'res_chloe', name: 'Chloé' },
  ],
  photos: [{ id: 'pho_1', url: photo, alt: 'A green hill under a low sun' }],
  rating: { average: 4.8, count: 132 },
  attributes: {},
};

const plain: Partial<Offering> = { resources: [], photos: [], rating: null };

/** One of each kind that the widget treats differently. */
export const offerings: Offering[] = [
  cut,
  {
    ...cut,
    ...plain,
    id: 'off_studio',
    title: 'Daylight studio',
    slug: 'daylight-studio',
    description: 'Ninety square metres of north light, by the hour.',
    pricingModel: 'HOURLY',
    basePriceCents: 6000,
    durationMinutes: 60,
    slotMinutes: 60,
    approval: 'manual',
  },
  {
    ...cut,
    ...plain,
    id: 'off_class',
    title: 'Morning yoga',
    slug: 'morning-yoga',
    description: 'Sixty minutes, all levels.',
    basePriceCents: 1500,
    durationMinutes: 60,
    slotMinutes: 120,
    capacity: 12,
    cancellationPolicy: [],
  },
  {
    ...cut,
    ...plain,
    id: 'off_tour',
    title: 'Private guided evening walk through the old market quarter with a tasting of seven regional sweets and a small ceremony of tea',
    slug: 'tea-walk',
    description: '一期一会. A walk for those who like to take their time.',
    basePriceCents: 12000,
    currency: 'JPY',
    taxBps: 1000,
    timezone: 'Asia/Tokyo',
    durationMinutes: 90,
    slotMinutes: 90,
  },
  {
    ...cut,
    ...plain,
    id: 'off_bike',
    title: 'Touring bicycle',
    slug: 'bicycle',
    pricingModel: 'DAILY',
    basePriceCents: 12500,
    currency: 'BHD',
    durationMinutes: 1440,
    slotMinutes: 1440,
    capacity: 4,
  },
  { ...cut, ...plain, id: 'off_full', title: 'Sold-out workshop', slug: 'workshop', description: '', durationMinutes: 120 },
];

export const tenant: Tenant = {
  id: 'tnt_atlas',
  name: 'Atlas Studios',
  subdomain: 'atlas',
  timezone: 'Europe/Berlin',
  displayCurrency: 'EUR',
  verified: true,
  branding: { color: '#7C3AED', logoUrl: null },
};
