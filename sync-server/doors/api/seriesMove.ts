/** One of a series and all that follow, to another time. */
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { SeriesMovePreview } from '#core/domains/bookings/model.ts';
import { errorsOf, InstantIn, InstantOut } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';

const tags = ['Series'];
const Ref = z.strictObject({ id: idOf('ser') });
const bookingId = idOf('bkg');
const example = { bookingId: 'bkg_0123456789abcdefghjk', startsAt: '2026-05-13T16:00:00Z' };

const DATES = 'Where single ones go instead, also one that does not follow; to where it is now: it stays';

const MoveQuestion = z
  .strictObject({
    bookingId: bookingId.meta({ description: 'The one that is named. It goes to `startsAt`, and all that start with it or later as far' }),
    startsAt: InstantIn,
    dates: z
      .array(z.strictObject({ bookingId, startsAt: InstantIn, resourceId: idOf('res').optional() }))
      .max(104)
      .optional()
      .meta({ description: DATES }),
  })
  .meta({ id: 'SeriesMoveQuestion', examples: [example] });

const MoveBody = MoveQuestion.extend({
  take: z
    .enum(['all', 'free'])
    .default('all')
    .meta({ description: '`all`: every one of them, or none is moved; `free`: those that can be' }),
}).meta({ id: 'SeriesMove', examples: [{ ...example, take: 'free' }] });

const shared = { bookingId, from: InstantOut, startsAt: InstantOut };
const against = { reason: z.string(), nearest: z.array(InstantOut) };

const PreviewAnswer = z
  .strictObject({
    timezone: z.string(),
    dates: z.array(z.strictObject({ ...shared, ...against, endsAt: InstantOut, free: z.boolean(), reason: against.reason.nullable() })),
  })
  .meta({ id: 'SeriesMovePreview' });

const MovedAnswer = z
  .strictObject({
    seriesId: idOf('ser'),
    moved: z.array(z.strictObject({ ...shared, resourceId: idOf('res').optional() })).meta({
      description: '`resourceId`: who served it before, where somebody else does now',
    }),
    left: z.array(z.strictObject({ ...shared, ...against })).meta({ description: 'Those that stay where they are, and why' }),
  })
  .meta({ id: 'MovedSeries' });

const codes = ['not_found', 'invalid_service', 'invalid_transition'] as const;

const wishOf = (id: string, { bookingId: first, startsAt, dates }: z.output<typeof MoveQuestion>) => ({
  ...{ seriesId: id, shift: { bookingId: first, startsAt } },
  ...said({ dates: dates?.map((date) => said(date)) }),
});

export function moveSeriesRoutes(door: ApiDoor): void {
  previewRoute(door);
  moveRoute(door);
}

function previewRoute({ app, ask }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Where one of a series and all that follow would go', params: Ref, body: MoveQuestion },
    response: { 200: PreviewAnswer, ...errorsOf({ keyed: true, changes: true, codes }) },
  };
  app.post('/series/:id/move/preview', { config: { scope: 'read' }, schema }, async (request) => {
    const preview = (await ask(request, 'bookings.previewSeriesMove', wishOf(request.params.id, request.body))) as SeriesMovePreview;
    return {
      timezone: preview.timezone,
      dates: preview.dates.map(({ reason, endsAt, free, ...date }) => ({
        ...{ ...datesAsIso(date), endsAt: isoOf(endsAt), free, reason: reason?.code ?? null },
      })),
    };
  });
}

interface MoveDate {
  readonly bookingId: string;
  readonly from: number;
  readonly startsAt: number;
}

interface MovedValue {
  readonly seriesId: string;
  readonly moved: readonly (MoveDate & { readonly resourceId?: string })[];
  readonly left: readonly (MoveDate & { readonly reason: string; readonly nearest: readonly number[] })[];
}

const startsAsIso = ({ bookingId: id, from, startsAt }: MoveDate) => ({ bookingId: id, from: isoOf(from), startsAt: isoOf(startsAt) });
const datesAsIso = (date: MoveDate & { readonly nearest: readonly number[] }) => ({
  ...startsAsIso(date),
  nearest: date.nearest.map(isoOf),
});

function moveRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Move one of a series and all that follow', params: Ref, body: MoveBody },
    description:
      'Each goes as far as the one that is named, on the wall clock of the offering’s zone: ten o’clock stays ten o’clock when the clocks change. It keeps its length and its price. One that clashes is in `details.clashes` with the times nearest to it, or, with `take: free`, in `left`.',
    response: { 200: MovedAnswer, ...errorsOf({ keyed: true, changes: true, codes: [...codes, 'booking_conflict'] }) },
  };
  app.post('/series/:id/move', { config: { scope: 'write' }, schema }, (request, reply) => {
    const { take, ...wish } = request.body;
    return change(request, reply, {
      steps: [() => ({ name: 'bookings.moveSeries', input: { ...wishOf(request.params.id, wish), take } })],
      async answer(_read, [value]) {
        const { seriesId, moved, left } = value as unknown as MovedValue;
        return {
          seriesId,
          moved: moved.map(({ resourceId, ...date }) => ({ ...startsAsIso(date), ...said({ resourceId }) })),
          left: left.map(({ reason, ...date }) => ({ ...datesAsIso(date), reason })),
        };
      },
    });
  });
}
