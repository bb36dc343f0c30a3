/** A file of evidence on its way to the server: handed over in pieces, counted. */
import type { BridgeMethod, BridgeMethods, EvidenceSubject } from '#core/engine/bridge.ts';
import { base64Of } from './data.ts';
import { failureOf } from './failure.ts';
import { call } from './port.ts';

const PIECE_BYTES = 1024 * 1024;

const ask = <M extends BridgeMethod>(method: M, arg: BridgeMethods[M]['arg']): Promise<BridgeMethods[M]['value']> =>
  call(method, arg).catch((cause: unknown) => {
    throw failureOf(cause);
  });

export interface Sending {
  readonly subject: EvidenceSubject;
  readonly onShare: (share: { done: number; total: number }) => void;
}

/** A browser names what it knows by the name's ending; the server looks for itself. */
const typeOf = (file: File): string =>
  /^(?:image\/|application\/pdf$|text\/(?:plain|html)$)/.test(file.type) ? file.type : 'application/octet-stream';

/** @throws BridgeFailure */
export async function sendEvidence(file: File, { subject, onShare }: Sending): Promise<void> {
  const { id } = await ask('evidence.open', {});
  try {
    for (let done = 0; done < file.size; done += PIECE_BYTES) {
      onShare({ done, total: file.size });
      await ask('evidence.add', { id, base64: await base64Of(file.slice(done, done + PIECE_BYTES)) });
    }
    onShare({ done: file.size, total: file.size });
    await ask('evidence.send', { id, ...subject, name: nameOf(file), type: typeOf(file) });
  } finally {
    call('evidence.close', { id }).catch(() => {});
  }
}

const LONGEST_NAME = 200;

/** What a name may not hold goes; an ending stays. */
function nameOf({ name }: File): string {
  const plain = name.replace(/\p{Cc}|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, ' ').trim();
  return plain === '' ? 'File' : plain.slice(-LONGEST_NAME).toWellFormed().trim();
}
