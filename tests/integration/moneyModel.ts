/**
 * What becomes of the money of one booking, told a second time and in other words: a purse, a debt, and promises. Imports nothing of
 * the product.
 */
interface Received {
  readonly id: string;
  readonly isDesk: boolean;
  readonly cents: number;
  /** given back, or promised */
  gone: number;
}

export interface Promised {
  readonly paymentId: string;
  readonly cents: number;
  readonly isDesk: boolean;
}

const partOf = (cents: number, percent: number): number => Math.floor((cents * percent * 2 + 100) / 200);

export class Purse {
  price: number;
  /** of the price, what is wanted now */
  wanted: number;
  back = 0;
  held = 0;
  /** to be held later, on a card that was left for it */
  card = 0;
  /** what the provider is to take of that card */
  charge: number | null = null;
  readonly received: Received[] = [];
  promised: Promised[] = [];
  /** what the provider is to do with the hold: capture so much, or let go */
  hold: { capture: number } | 'release' | null = null;

  constructor(price: number) {
    this.price = price;
    this.wanted = price;
  }

  get paid(): number {
    return this.received.reduce((sum, { cents }) => sum + cents, 0);
  }

  /** received, less what went back or was promised back */
  get kept(): number {
    return this.received.reduce((sum, { cents, gone }) => sum + cents - gone, 0);
  }

  get due(): number {
    return this.wanted - this.paid + this.back;
  }

  get status(): string {
    if (this.due > 0) return 'OPEN';
    if (this.paid > this.back) return 'PAID';
    return this.paid > 0 ? 'REFUNDED' : 'VOID';
  }

  takeIn(id: string, cents: number, isDesk: boolean): void {
    this.received.push({ id, isDesk, cents, gone: 0 });
    this.trim();
  }

  /** Nobody takes of a card what came in another way. */
  private trim(): void {
    if (this.charge !== null && this.due < this.charge) this.takeOfCard(Math.max(0, this.due));
  }

  private takeOfCard(cents: number): void {
    this.charge = cents > 0 ? cents : null;
    if (cents === 0) this.card = 0;
  }

  /** What the provider gives back goes first, then what came last. */
  private promise(cents: number): void {
    let left = cents;
    const newest = this.received.toReversed();
    for (const one of [...newest.filter(({ isDesk }) => !isDesk), ...newest.filter(({ isDesk }) => isDesk)]) {
      const part = Math.min(left, one.cents - one.gone);
      if (part <= 0) continue;
      one.gone += part;
      left -= part;
      this.promised.push({ paymentId: one.id, cents: part, isDesk: one.isDesk });
    }
  }

  private giveUpSurplus(): void {
    if (this.kept > this.wanted) this.promise(this.kept - this.wanted);
  }

  reprice(price: number): void {
    this.price = price;
    this.wanted = price;
    this.giveUpSurplus();
  }

  /** It ends, and this per cent of the price is the customer's. */
  end(percent: number): void {
    const mayKeep = this.price - partOf(this.price, percent);
    const keep = Math.min(mayKeep, this.wanted, this.kept + this.held + this.card);
    const lacking = Math.max(0, keep - this.kept);
    const capture = Math.min(this.held, lacking);
    if (this.held > 0) this.hold = capture > 0 ? { capture } : 'release';
    this.takeOfCard(lacking - capture);
    this.wanted = keep;
    this.giveUpSurplus();
  }

  /** Nothing was done yet with the hold, or the card: it stays, unless it took place and is over. */
  goOn({ isOver }: { isOver: boolean }): void {
    this.hold = null;
    this.charge = null;
    this.wanted = this.price;
    if (isOver) this.letGo();
  }

  /** They came. */
  letGo(): void {
    if (this.held > 0) this.hold = 'release';
    this.card = 0;
  }

  /** The card that was left is held now. */
  holdCard(): void {
    this.held = this.card;
    this.card = 0;
    if (this.due <= 0) this.hold = 'release';
  }

  /** Whether it was asked successfully or not, the card is asked no more. */
  charged(paymentId: string, isPaid: boolean): void {
    const cents = this.charge ?? 0;
    this.card = 0;
    this.charge = null;
    if (isPaid) this.takeIn(paymentId, cents, false);
    this.giveUpSurplus();
  }

  /** Somebody is kind: so much less is wanted, unless more was there than wanted. */
  forgive(cents: number): void {
    const surplus = Math.max(0, this.kept - this.wanted);
    this.wanted -= Math.max(0, cents - surplus);
  }

  refundKept(cents: number): void {
    this.forgive(cents);
    this.promise(cents);
  }

  refundOf(paymentId: string, cents: number): void {
    this.forgive(cents);
    const from = this.received.find(({ id }) => id === paymentId);
    if (from !== undefined) from.gone += cents;
  }

  /** A promise is kept. */
  given(paymentId: string, cents: number): void {
    const at = this.promised.findIndex((one) => one.paymentId === paymentId && one.cents === cents);
    this.promised = this.promised.toSpliced(at, 1);
    this.back += cents;
  }

  /** The provider has done what was wanted with the hold. */
  decided(paymentId: string): void {
    if (this.hold === null) return;
    this.held = 0;
    if (this.hold !== 'release') this.takeIn(paymentId, this.hold.capture, false);
    this.hold = null;
    this.giveUpSurplus();
  }
}
