/** A calendar feed's token: tenant, feed and a signature over them and the feed's version, so that a reset kills every subscription. */
import { bodyOf, isBody, sameSecret, signature } from './tokens.ts';

export interface FeedRef {
  readonly tenantId: string;
  readonly feedId: string;
}

const BODY = 20;

const signed = (serverKey: Buffer, { tenantId, feedId, version }: FeedRef & { version: number }): string =>
  signature(serverKey, { text: `feed/${tenantId}/${feedId}/${version}`, length: 32 });

export function feedToken(serverKey: Buffer, feed: FeedRef & { version: number }): string {
  return `${bodyOf(feed.tenantId)}${bodyOf(feed.feedId)}${signed(serverKey, feed)}`;
}

/** Which feed a token speaks of, before its signature is known to be good. */
export function feedOfToken(token: string): FeedRef | undefined {
  const tenant = token.slice(0, BODY);
  const feed = token.slice(BODY, 2 * BODY);
  return isBody(tenant) && isBody(feed) ? { tenantId: `tnt_${tenant}`, feedId: `fed_${feed}` } : undefined;
}

export function isFeedToken(serverKey: Buffer, { token, ...feed }: FeedRef & { version: number; token: string }): boolean {
  return sameSecret(token, feedToken(serverKey, feed));
}
