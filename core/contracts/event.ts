import type { Json } from '../base/json.ts';

/** What happened, in the past tense: `booking.confirmed`. `data` is what webhooks and the history carry. */
export interface DomainEvent {
  readonly name: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly data: Readonly<Record<string, Json>>;
  /** for those that react in the same transaction; written and sent nowhere */
  readonly unrecorded?: object;
}

/** An event with its place in the tenant's history. */
export interface RecordedEvent extends DomainEvent {
  readonly id: string;
  readonly at: number;
}
