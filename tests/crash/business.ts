/** A business opened over HTTP, as its owner would: what the clients of the crash rounds book. */
import { DAY, HOUR } from '#core/base/time.ts';

export interface Answered {
  readonly status: number;
  /** the very bytes */
  readonly text: string;
  readonly replayed: boolean;
}

export interface Call {
  readonly token: string;
  readonly body?: unknown;
  readonly key?: string;
  readonly method?: string;
}

/** @throws what `fetch` throws where nobody answered to the end */
export async function call(url: string, { token, body, key, method = 'POST' }: Call): Promise<Answered> {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: answer.status, text: await answer.text(), replayed: answer.headers.get('idempotent-replayed') === 'true' };
}

async function must<T>(answering: Promise<Answered>): Promise<T> {
  const { status, text } = await answering;
  if (status >= 300) throw new Error(`${status} ${text}`);
  return JSON.parse(text) as T;
}

const owner = { email: 'olivia@atlas.test', password: 'correct horse battery' };

export interface Business {
  readonly tenantId: string;
  /** an API key that may do all */
  readonly apiKey: string;
  readonly deviceToken: string;
}

let made = 0;
/** unguessable is not wanted here, once is */
const newCommandId = (): string => `cmd_${String(process.pid).padStart(8, '0')}${String(++made).padStart(12, '0')}`;

export async function openBusiness(url: string, hookUrl: string): Promise<Business> {
  const said = await must<{ token: string; tenant: { id: string } }>(
    call(`${url}/v1/console/signup`, { token: '', body: { businessName: 'Atlas', ...owner } }),
  );
  const input = { name: 'Crash', scopes: ['read', 'write', 'admin'] };
  const body = { commandId: newCommandId(), name: 'members.createApiKey', input };
  const { value } = await must<{ value: { token: string } }>(call(`${url}/v1/console/run`, { token: said.token, body }));
  const events = ['booking.created', 'booking.confirmed', 'booking.cancelled', 'booking.updated', 'booking.rescheduled'];
  await must(call(`${url}/v1/manage/webhooks`, { token: value.token, body: { url: hookUrl, description: '', events, active: true } }));
  return { tenantId: said.tenant.id, apiKey: value.token, deviceToken: said.token };
}

/** Another way in for the same owner. @returns a pairing code */
export async function pairingCode(url: string, { deviceToken }: Business): Promise<string> {
  const body = { commandId: newCommandId(), name: 'members.createPairing', input: {} };
  const { value } = await must<{ value: { code: string } }>(call(`${url}/v1/console/run`, { token: deviceToken, body }));
  return value.code;
}

export interface Offering {
  readonly id: string;
  readonly capacity: number;
}

const everyDay = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({ dayOfWeek, startTime: '00:00', endTime: '24:00' }));

/** An hour at a time, day and night. */
export async function openOffering(url: string, { apiKey: token }: Business, capacity: number): Promise<Offering> {
  const fields = { basePriceCents: 4_000, status: 'PUBLISHED', slotMinutes: 60, timezone: 'UTC', capacity, maxAdvanceDays: 400 };
  const { id } = await must<{ id: string }>(call(`${url}/v1/api/offerings`, { token, body: { title: `For ${capacity}`, ...fields } }));
  await must(call(`${url}/v1/api/offerings/${id}/schedule`, { token, method: 'PUT', body: { rules: everyDay } }));
  return { id, capacity };
}

const firstSlot = (Math.floor(Date.now() / DAY) + 2) * DAY;

/** The n-th hour that can be booked, from the day after tomorrow on. */
export const slotAt = (n: number): string => new Date(firstSlot + n * HOUR).toISOString();
