import { formatAt, formatMoment, relativeTo, type TimeForm, viewerZone, zoneNote } from './times.ts';
import { tip } from './tip.ts';
import { useNow } from './useNow.ts';

interface Props {
  at: number;
  /** the zone that the time belongs to, e.g. the offering's */
  zone?: string;
  /** `near`: relative within a day of now, a date beyond */
  form?: TimeForm | 'near';
}

/** A time in the zone it belongs to, which is named where it isn't the viewer's; everything about it on hover. */
export function TimeText({ at, zone = viewerZone, form = 'dayTime' }: Props) {
  const note = zoneNote(at, zone);
  const hover = [`${formatAt(at, 'full', zone)}${note && ` ${note}`}`, note && `${formatAt(at, 'dayTime')} where you are`].filter(Boolean);
  return (
    <time className="num" dateTime={new Date(at).toISOString()} {...tip(hover.join(' · '))}>
      {form === 'near' || form === 'dayTime' ? <Moment at={at} zone={zone} near={form === 'near'} /> : formatAt(at, form, zone)}
      {note && form !== 'near' && <span style={{ color: 'var(--sk-text-third)' }}> {note}</span>}
    </time>
  );
}

function Moment({ at, zone, near }: { at: number; zone: string; near: boolean }) {
  const now = useNow();
  return (near ? relativeTo(at, now) : null) ?? formatMoment(at, now, zone);
}
