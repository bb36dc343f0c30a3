/** Integrators who book, cancel and ask again under their keys, and who remember what they were told. */
import type { Chance } from '../simulation/chance.ts';
import { type Answered, type Business, call, type Offering, slotAt } from './business.ts';

/** A request under a key, with the answer that came; null while none has. */
export interface Wish {
  readonly key: string;
  readonly path: string;
  readonly body: unknown;
  answer: Answered | null;
}

export interface Clients {
  /** everything ever asked for, in order */
  readonly wishes: readonly Wish[];
  /** what a client saw that may never be seen */
  readonly broken: string[];
  /** One after another, each with one of the servers, until it dies or another has. @returns how many were answered */
  work(urls: readonly string[], isOver: () => boolean): Promise<number>;
  /** how many answers there were so far */
  answered(): number;
  /** resolves once there were so many */
  untilAnswered(count: number): Promise<void>;
  /** Asks again for all that was never answered, and for some that was. */
  askAgain(url: string): Promise<void>;
}

export interface ClientParts {
  readonly business: Business;
  readonly chance: Chance;
  readonly connections: number;
  /** what may be booked in this round */
  offerings(): readonly Offering[];
  /** called for each new answer, before anything else is done with it */
  onAnswer(): void;
  /** statuses with which a server in trouble may put a client off: such a request counts as never answered */
  readonly mayRefuse?: readonly number[];
}

const SLOTS = 48;
const GUESTS = 12;
const REPEATS = 5;

const bookingIdOf = ({ answer }: Wish): string => (JSON.parse(answer?.text ?? '{}') as { id: string }).id;

export const isBooking = ({ path }: Wish): boolean => path === '/bookings';
export const isMade = ({ answer }: Wish): boolean => answer?.status === 201;

export function clientsOf(parts: ClientParts): Clients {
  const { business, chance } = parts;
  const wishes: Wish[] = [];
  const broken: string[] = [];
  const cancelled = new Set<string>();
  const waiting: { count: number; done: () => void }[] = [];
  let answered = 0;

  function newBooking(): Wish {
    const offering = chance.pick(parts.offerings());
    const key = `book-${wishes.length}`;
    const guest = chance.between(0, GUESTS);
    const body = {
      ...{ offeringId: offering?.id, startsAt: slotAt(chance.between(0, SLOTS)) },
      customer: { name: `Guest ${guest}`, email: `guest-${guest}@example.com` },
      // the laws find it again by this
      customerNotes: key,
    };
    return { key, path: '/bookings', body, answer: null };
  }

  function newCancellation(): Wish | undefined {
    const made = wishes.filter((wish) => isBooking(wish) && isMade(wish) && !cancelled.has(wish.key));
    const wish = chance.pick(made);
    if (wish === undefined) return undefined;
    cancelled.add(wish.key);
    return { key: `cancel-${wish.key}`, path: `/bookings/${bookingIdOf(wish)}/cancel`, body: {}, answer: null };
  }

  const send = (url: string, { key, path, body }: Wish) => call(`${url}/v1/api${path}`, { token: business.apiKey, key, body });

  function judge(wish: Wish, answer: Answered): void {
    const expected = isBooking(wish) ? [201, 409] : [200];
    if (!expected.includes(answer.status)) broken.push(`${wish.key} was answered ${answer.status} ${answer.text}`);
    if (wish.answer !== null && (answer.text !== wish.answer.text || !answer.replayed))
      broken.push(`${wish.key} was answered again, but not the same: ${wish.answer.text} then ${answer.text}`);
  }

  async function ask(url: string, wish: Wish): Promise<void> {
    const answer = await send(url, wish);
    answered++;
    for (const { count, done } of waiting) if (answered >= count) done();
    if (parts.mayRefuse?.includes(answer.status) === true) return;
    if (wish.answer === null) parts.onAnswer();
    judge(wish, answer);
    wish.answer ??= answer;
  }

  async function workAlone(url: string, isOver: () => boolean): Promise<number> {
    let mine = 0;
    for (; !isOver(); mine++) {
      const wish = chance.happens(0.2) ? (newCancellation() ?? newBooking()) : newBooking();
      wishes.push(wish);
      try {
        await ask(url, wish);
      } catch {
        break;
      }
    }
    return mine;
  }

  return {
    wishes,
    broken,
    answered: () => answered,
    untilAnswered: (count) =>
      new Promise((done) => {
        if (answered >= count) done();
        else waiting.push({ count, done });
      }),
    async work(urls, isOver) {
      const places = Array.from({ length: parts.connections }, (_, i) => urls[i % urls.length] ?? '');
      const counts = await Promise.all(places.map((url) => workAlone(url, isOver)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async askAgain(url) {
      const unanswered = wishes.filter(({ answer }) => answer === null);
      const known = wishes.filter(({ answer }) => answer !== null);
      const some = Array.from({ length: REPEATS }, () => chance.pick(known)).filter((wish) => wish !== undefined);
      await Promise.all([...unanswered, ...some].map((wish) => ask(url, wish)));
    },
  };
}
