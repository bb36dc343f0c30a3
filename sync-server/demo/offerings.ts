/** What Atlas sells: one of every kind that Slotkeeper knows, as a person would write it. */

import type { Json } from '#core/base/json.ts';

export const BERLIN = 'Europe/Berlin';
export const NEW_YORK = 'America/New_York';

export const resources = [
  { key: 'ayla', name: 'Ayla', kind: 'stylist', member: 'ayla' },
  { key: 'ben', name: 'Ben', kind: 'stylist', member: 'ben' },
  { key: 'chiara', name: 'Chiara', kind: 'stylist', member: null },
  { key: 'chair-1', name: 'Window chair', kind: 'chair', member: null },
  { key: 'chair-2', name: 'Mirror chair', kind: 'chair', member: null },
] as const;

export type ResourceKey = (typeof resources)[number]['key'];

export interface Hours {
  /** 1 = Monday … 7 = Sunday */
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
  readonly slotMinutes?: number;
}

const everyDay = [1, 2, 3, 4, 5, 6, 7];
export const salonDays = [2, 3, 4, 5, 6];
/** Chiara works four days. */
export const chiaraDays = [3, 4, 5, 6];

export const chiaraHours: readonly Hours[] = [{ days: chiaraDays, from: '11:00', to: '18:00' }];

const salonHours: readonly Hours[] = [
  { days: [2, 3, 4, 5], from: '10:00', to: '19:00' },
  { days: [6], from: '09:00', to: '16:00' },
];

const hof = { locationName: 'Atlas Studios', locationAddress: 'Lindenhof 12, 10969 Berlin' };
const usual = [
  { hoursBefore: 48, refundPercent: 100 },
  { hoursBefore: 24, refundPercent: 50 },
];

const named = { unit: null, options: [] as string[], required: false, filter: true };

/** What Atlas sells beside the usual. */
export const productTypes = [
  {
    key: 'consultation',
    name: 'Consultation',
    attributes: [
      { ...named, key: 'medium', label: 'How we meet', kind: 'choice', options: ['Video', 'Phone', 'In person'], required: true },
    ],
  },
  {
    key: 'event',
    name: 'Workshop',
    attributes: [
      { ...named, key: 'level', label: 'Level', kind: 'choice', options: ['Beginners', 'Some experience'] },
      { ...named, key: 'pieces', label: 'To take home', kind: 'number', unit: 'pieces', filter: false },
      { ...named, key: 'apron', label: 'Apron included', kind: 'yesNo', filter: false },
    ],
  },
] as const;

export const categories = [
  { name: 'Hair', description: 'Cuts and colour by three stylists.' },
  { name: 'Rooms', description: 'By the hour, for work and for feasts.' },
  { name: 'Classes', description: 'To learn and to move.' },
  { name: 'Wellness', description: '' },
  { name: 'Rentals', description: '' },
  { name: 'Advice', description: '' },
] as const;

export interface DemoOffering {
  readonly slug: string;
  readonly fields: Readonly<Record<string, Json>> & { readonly color: string };
  readonly groups: readonly (readonly ResourceKey[])[];
  readonly hours: readonly Hours[];
  readonly status: 'PUBLISHED' | 'DRAFT';
}

const offering = (
  slug: string,
  { groups = [], status = 'PUBLISHED', ...rest }: Omit<DemoOffering, 'slug' | 'groups' | 'status'> & Partial<DemoOffering>,
): DemoOffering => ({
  slug,
  groups,
  status,
  ...rest,
});

export const offerings: readonly DemoOffering[] = [
  offering('haircut', {
    fields: {
      title: 'Haircut',
      description:
        'Consultation, wash, cut and finish with one of our three stylists. Short or long, curly or straight: the price is the same for everybody.',
      productTypeKey: 'service',
      categories: ['Hair'],
      attributes: {
        place: 'At our place',
        audience: ['Adults', 'Teenagers', 'Children'],
        includesWash: true,
        languages: ['Deutsch', 'English', 'Türkçe', 'Italiano'],
      },
      color: '#0F766E',
      ...hof,
      pricingModel: 'ONE_TIME',
      basePriceCents: 4_800,
      taxBps: 1_900,
      durationMinutes: 45,
      slotMinutes: 15,
      minNoticeMinutes: 60,
      cancellationPolicy: [
        { hoursBefore: 24, refundPercent: 100 },
        { hoursBefore: 6, refundPercent: 50 },
      ],
    },
    groups: [['ayla', 'ben', 'chiara']],
    hours: salonHours,
  }),
  offering('colour-and-cut', {
    fields: {
      title: 'Colour & cut',
      description:
        'Two unhurried hours: colour or highlights, then a cut. Takes a stylist and one of our two colour chairs, so book a few days ahead.',
      productTypeKey: 'service',
      categories: ['Hair'],
      attributes: { place: 'At our place', audience: ['Adults'], ammoniaFree: true },
      color: '#B45309',
      ...hof,
      pricingModel: 'ONE_TIME',
      basePriceCents: 14_500,
      taxBps: 1_900,
      durationMinutes: 120,
      slotMinutes: 30,
      minNoticeMinutes: 1_440,
      cancellationPolicy: usual,
    },
    groups: [
      ['ayla', 'ben'],
      ['chair-1', 'chair-2'],
    ],
    hours: salonHours,
  }),
  offering('photo-studio', {
    fields: {
      title: 'Photo studio',
      description:
        '85 m² of north light with a white cyclorama, blackout curtains and a flash kit. Priced by the hour; we keep time before and after to reset the room.',
      productTypeKey: 'space',
      categories: ['Rooms'],
      attributes: { area: 85, seats: 10, wifi: true, stepFree: false, facilities: ['Blackout', 'Sound system'], flashKit: true },
      color: '#1D4ED8',
      ...hof,
      pricingModel: 'HOURLY',
      basePriceCents: 6_500,
      taxBps: 1_900,
      durationMinutes: 60,
      durations: [
        { minutes: 240, priceCents: 22_000 },
        { minutes: 480, priceCents: 39_000 },
      ],
      addOns: [
        { key: 'backdrop', name: 'Paper backdrop', priceCents: 2_500, minutes: 0, required: false, maxQuantity: 3 },
        { key: 'assistant', name: 'Lighting assistant', priceCents: 9_000, minutes: 0, required: false, maxQuantity: 1 },
      ],
      questions: [{ key: 'project', label: 'What are you going to photograph?', kind: 'text', required: false, options: [] }],
      slotMinutes: 60,
      bufferBeforeMinutes: 15,
      bufferAfterMinutes: 30,
      minNoticeMinutes: 120,
      maxAdvanceDays: 180,
      cancellationPolicy: usual,
    },
    hours: [{ days: everyDay, from: '08:00', to: '22:00' }],
  }),
  offering('vinyasa-yoga', {
    fields: {
      title: 'Vinyasa yoga',
      description:
        'A flowing class of 75 minutes for up to twelve people, all levels welcome. Mats, blocks and tea are here; bring comfortable clothes.',
      productTypeKey: 'class',
      categories: ['Classes'],
      attributes: { level: 'All levels', language: 'English and German', materials: true },
      color: '#7C3AED',
      locationName: 'Atlas loft, second floor',
      locationAddress: 'Lindenhof 12, 10969 Berlin',
      pricingModel: 'ONE_TIME',
      basePriceCents: 1_800,
      taxBps: 700,
      durationMinutes: 75,
      slotMinutes: 75,
      capacity: 12,
      minNoticeMinutes: 30,
      cancellationPolicy: [{ hoursBefore: 12, refundPercent: 100 }],
    },
    hours: [
      { days: [1, 3], from: '07:30', to: '08:45' },
      { days: [2, 4, 5], from: '18:30', to: '19:45' },
      { days: [6, 7], from: '10:00', to: '11:15' },
    ],
  }),
  offering('city-bicycle', {
    fields: {
      title: 'City bicycle',
      description:
        'One of five upright city bicycles with seven gears, lights, a basket and a good lock. From nine in the morning to nine the next.',
      productTypeKey: 'equipment',
      categories: ['Rentals'],
      attributes: { brand: 'Diamant', size: '155 to 190 cm', electric: false, weight: 17, gears: 7, helmetIncluded: true },
      color: '#15803D',
      locationName: 'Courtyard gate',
      locationAddress: 'Lindenhof 12, 10969 Berlin',
      pricingModel: 'DAILY',
      basePriceCents: 2_200,
      taxBps: 1_900,
      durationMinutes: 1_440,
      slotMinutes: 1_440,
      capacity: 5,
      cancellationPolicy: [{ hoursBefore: 24, refundPercent: 100 }],
    },
    // An hour more than a day, so that the day on which clocks go forward is still one.
    hours: [{ days: everyDay, from: '09:00', to: '34:00' }],
  }),
  offering('brand-consultation', {
    fields: {
      title: 'Brand consultation',
      description:
        'Fifty minutes by video with our New York partner on names, colour and tone of voice. We read what you send us first, so every request is confirmed by hand.',
      productTypeKey: 'consultation',
      categories: ['Advice'],
      attributes: { medium: 'Video' },
      color: '#0369A1',
      locationName: 'Video call',
      locationAddress: null,
      pricingModel: 'ONE_TIME',
      basePriceCents: 12_000,
      currency: 'USD',
      taxBps: 0,
      taxIncluded: false,
      timezone: NEW_YORK,
      durationMinutes: 50,
      slotMinutes: 60,
      minNoticeMinutes: 240,
      approval: 'manual',
      cancellationPolicy: usual,
    },
    hours: [
      { days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' },
      { days: [1, 2, 3, 4, 5], from: '13:00', to: '17:00' },
    ],
  }),
  offering('soho-loft', {
    fields: {
      title: 'Soho loft',
      description:
        'Our top floor for workshops, dinners and launches: 140 m², a long oak table, an open kitchen and a view over the courtyard. At least two hours.',
      productTypeKey: 'space',
      categories: ['Rooms'],
      attributes: { area: 140, seats: 40, wifi: true, stepFree: true, facilities: ['Kitchen', 'Projector', 'Sound system'] },
      color: '#475569',
      ...hof,
      pricingModel: 'HOURLY',
      basePriceCents: 9_500,
      taxBps: 1_900,
      durationMinutes: 120,
      slotMinutes: 60,
      bufferAfterMinutes: 60,
      minNoticeMinutes: 60,
      maxAdvanceDays: 365,
      cancellationPolicy: [
        { hoursBefore: 168, refundPercent: 100 },
        { hoursBefore: 48, refundPercent: 50 },
      ],
    },
    hours: [{ days: everyDay, from: '08:00', to: '23:00' }],
  }),
  offering('evening-sauna', {
    fields: {
      title: 'Evening sauna',
      description:
        'The wood-fired sauna on the roof, for you and up to five friends, with towels, tea and a cold plunge. Open late, past midnight at weekends.',
      productTypeKey: 'space',
      categories: ['Wellness'],
      attributes: { area: 24, seats: 6, stepFree: false, facilities: ['Shower'], towelsIncluded: true },
      color: '#B91C1C',
      locationName: 'Roof terrace',
      locationAddress: 'Lindenhof 12, 10969 Berlin',
      pricingModel: 'ONE_TIME',
      basePriceCents: 8_400,
      addOns: [{ key: 'supper', name: 'Soup and bread', priceCents: 1_200, minutes: 0, required: false, maxQuantity: 6 }],
      taxBps: 700,
      durationMinutes: 120,
      slotMinutes: 120,
      minNoticeMinutes: 180,
      cancellationPolicy: usual,
    },
    hours: [
      { days: [1, 2, 3, 7], from: '18:00', to: '24:00' },
      { days: [4, 5, 6], from: '18:00', to: '26:00' },
    ],
  }),
  offering('pottery-workshop', {
    fields: {
      title: 'Wheel-throwing workshop',
      description:
        'Three hours at the wheel for eight people, with clay, glaze and firing. You take home two pieces a fortnight later. We look at every request, as groups come together.',
      productTypeKey: 'event',
      categories: ['Classes'],
      attributes: { level: 'Beginners', pieces: 2, apron: true },
      color: '#A16207',
      ...hof,
      pricingModel: 'ONE_TIME',
      basePriceCents: 7_900,
      taxBps: 1_900,
      durationMinutes: 180,
      slotMinutes: 180,
      questions: [
        {
          key: 'experience',
          label: 'Have you thrown before?',
          kind: 'choice',
          required: false,
          options: ['Never', 'A few times', 'Often'],
        },
        { key: 'leftHanded', label: 'Are you left-handed?', kind: 'yesNo', required: false, options: [] },
      ],
      capacity: 8,
      minNoticeMinutes: 1_440,
      approval: 'manual',
      cancellationPolicy: usual,
    },
    hours: [{ days: [6], from: '14:00', to: '17:00' }],
  }),
  offering('podcast-booth', {
    fields: {
      title: 'Podcast booth',
      description: 'A quiet booth for two with microphones and a mixer. Opening soon.',
      productTypeKey: 'space',
      categories: ['Rooms'],
      attributes: { area: 6, seats: 2, wifi: true },
      color: '#BE185D',
      ...hof,
      pricingModel: 'HOURLY',
      basePriceCents: 2_800,
      taxBps: 1_900,
      durationMinutes: 60,
      slotMinutes: 30,
    },
    hours: [],
    status: 'DRAFT',
  }),
];
