/** A real mail server in the process, and what it was handed. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Arrived {
  readonly from: string;
  readonly to: string;
  /** as it came over the line */
  readonly text: string;
}

export interface MailServer {
  readonly url: string;
  readonly arrived: Arrived[];
  /** how many it turns away before it takes one */
  readonly refusing: { times: number };
  close(): Promise<void>;
}

export async function openMailServer(): Promise<MailServer> {
  const arrived: Arrived[] = [];
  const refusing = { times: 0 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (refusing.times-- > 0) return done(new Error('come back later'));
        const { mailFrom, rcptTo } = session.envelope;
        arrived.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo[0]?.address ?? '', text: Buffer.concat(parts).toString() });
        return done();
      });
    },
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const close = () => new Promise<void>((done) => server.close(() => done()));
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, arrived, refusing, close };
}

interface Part {
  readonly type: string;
  readonly head: string;
  readonly text: string;
}

const unfolded = (head: string): string => head.replaceAll(/\r\n[ \t]+/g, ' ');

/** A message's parts with their transfer encodings undone. */
export function partsOf(message: string): Part[] {
  return message.split(/\r\n--[^\r]*\r\n/).flatMap((part) => {
    const [raw = '', ...rest] = part.split('\r\n\r\n');
    const head = unfolded(raw);
    const type = /^content-type: ([^;\r]+)/im.exec(head)?.[1] ?? '';
    const body = rest.join('\r\n\r\n');
    if (/encoding: base64/i.test(head)) return [{ type, head, text: Buffer.from(body, 'base64').toString() }];
    const joined = body
      .replaceAll(/=\r\n/g, '')
      .replaceAll(/(=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString());
    return [{ type, head, text: /quoted-printable/i.test(head) ? joined : body }];
  });
}

export const partOf = (message: string, type: string): string => partsOf(message).find((part) => part.type === type)?.text ?? '';

/** Every line of the message's own head. */
export const headersOf = (message: string): string[] => unfolded(message.slice(0, message.indexOf('\r\n\r\n'))).split('\r\n');

export function subjectOf(message: string): string {
  const said =
    headersOf(message)
      .find((line) => line.startsWith('Subject: '))
      ?.slice(9) ?? '';
  const decode = (_: string, kind: string, text: string) =>
    kind.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64').toString()
      : text.replaceAll('_', ' ').replaceAll(/(=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString());
  return said.replaceAll(/\?=\s+=\?/g, '?==?').replaceAll(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, decode);
}
