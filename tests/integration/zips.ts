/** ZIPs as an attacker makes them. */
import { createHash } from 'node:crypto';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';

export type Entries = Record<string, Buffer>;

const MADE_AT = new Date('2026-11-21T10:00:00Z');

export async function entriesOf(zip: Buffer): Promise<Entries> {
  const entries: Entries = {};
  const opened = await fromBufferPromise(zip);
  for await (const entry of opened.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await opened.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    entries[entry.fileName] = Buffer.concat(chunks);
  }
  return entries;
}

/** as a list where a name stands twice */
export async function zipOf(entries: Entries | [string, Buffer][]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Array.isArray(entries) ? entries : Object.entries(entries))
    zip.addBuffer(content, name, { mtime: MADE_AT });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** what a manifest says of an entry */
export const promise = (content: Buffer): { bytes: number; sha256: string } => ({
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
});

/** Gives an entry another name of the same length, in both places where a ZIP says it: no library would write it. */
export const renamed = (zip: Buffer, { from, to }: { from: string; to: string }): Buffer =>
  Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');

/** Lies in the table of contents about the length of an entry; null: says instead that it takes more of the file than there is. */
export function declaring(zip: Buffer, { name, bytes }: { name: string; bytes: number | null }): Buffer {
  const lying = Buffer.from(zip);
  for (let at = lying.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = lying.indexOf('PK\x01\x02', at + 4, 'latin1')) {
    const length = lying.readUInt16LE(at + 28);
    if (lying.toString('latin1', at + 46, at + 46 + length) !== name) continue;
    if (bytes === null) lying.writeUInt32LE(zip.length + 1, at + 20);
    else lying.writeUInt32LE(bytes, at + 24);
  }
  return lying;
}
