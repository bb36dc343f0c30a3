/**
 * What the loader (on the business's page) and the app (in the iframe) say to each other. Both ends drop every message whose
 * origin, source window, tag or id is not the one they expect: a page full of other iframes can forge all of the rest.
 */
export const WIRE = 'slotkeeper/1';

export interface Booked {
  bookingId: string;
  confirmationCode: string;
  startsAt: string;
}

export type FromApp = { type: 'ready' } | { type: 'close' } | { type: 'resize'; height: number } | { type: 'booked'; detail: Booked };

export type FromLoader = { type: 'shown'; mode: 'modal' | 'inline' };

export type Enveloped<Message> = Message & { wire: typeof WIRE; id: string };

type Tagged = { wire?: unknown; id?: unknown } | null;

/** True when the data carries this version's tag and was meant for the widget `id`. The caller checks origin and source. */
export const isFor = <Message>(data: unknown, id: string): data is Enveloped<Message> =>
  (data as Tagged)?.wire === WIRE && (data as Tagged)?.id === id;
