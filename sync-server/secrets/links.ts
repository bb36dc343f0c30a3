/** Signed links to one record: `<its id's body>.<40 hex>`, stored nowhere. */
import { bodyOf, isBody, sameSecret, signature } from './tokens.ts';

interface Kind {
  /** what the link is for; a token for one purpose opens nothing else */
  readonly purpose: string;
  /** of the ids: `bkg` of `bkg_…` */
  readonly prefix: string;
}

interface Ref {
  readonly tenantId: string;
  readonly id: string;
}

interface SignedLinks {
  tokenFor(serverKey: Buffer, ref: Ref): string;
  /** @returns the id that the token is for, in this tenant; undefined for a forged or foreign one */
  idOf(serverKey: Buffer, link: { tenantId: string; token: string }): string | undefined;
}

export function signedLinks({ purpose, prefix }: Kind): SignedLinks {
  const signed = (serverKey: Buffer, { tenantId, id }: Ref): string =>
    signature(serverKey, { text: `${purpose}/${tenantId}/${id}`, length: 40 });
  return {
    tokenFor: (serverKey, ref) => `${bodyOf(ref.id)}.${signed(serverKey, ref)}`,
    idOf(serverKey, { tenantId, token }) {
      const [body, mark, ...rest] = token.split('.');
      if (!isBody(body) || mark === undefined || rest.length > 0) return undefined;
      const id = `${prefix}_${body}`;
      return sameSecret(mark, signed(serverKey, { tenantId, id })) ? id : undefined;
    },
  };
}
