/** What crosses between the console's screens and its host: one argument, one answer. The renderer takes these types alone. */
import type { Json } from '../base/json.ts';
import type { Role } from '../contracts/actor.ts';

export interface SessionState {
  phase: 'signed_out' | 'first_sync' | 'ready';
  serverUrl: string | null;
  tenant: { id: string; name: string; subdomain: string; timezone: string; displayCurrency: string; brandColor: string } | null;
  member: { id: string; name: string; email: string; role: Role } | null;
  /** rows of the first sync */
  progress: { done: number; total: number } | null;
  storefrontUrl: string | null;
  /** why the server no longer lets this device in, where it was not the person who signed out */
  ended?: SessionEnd | null;
  /** in the sandbox of the business; absent in the business itself */
  sandbox?: {
    /** by how many ms its clock is ahead of the real time */
    aheadMs: number;
    /** the business that it is tried for */
    businessName: string;
  };
}

/** `copied`: two copies of this profile were at work. `deactivated`: the member has left, and the business's data has left this computer. */
export type SessionEnd = 'copied' | 'deactivated' | 'revoked';

export interface SyncState {
  state: 'synced' | 'syncing' | 'waiting' | 'offline' | 'stuck' | 'attention' | 'upgrade';
  /** nothing more comes here, for the server breaks on it or this computer does; it is tried again by itself */
  stuck: 'server' | 'here' | null;
  /** commands that the server has not yet answered */
  waiting: number;
  /** refused commands that a person must look at */
  attention: number;
  offlineSince: number | null;
  lastContactAt: number | null;
}

export interface AttentionItem {
  /** the command's id */
  id: string;
  name: string;
  input: Json;
  at: number;
  code: string;
  facts: Record<string, Json>;
  createdAt: number;
}

/** Instants in epoch milliseconds, as everywhere on the bridge. */
export interface DataState {
  backups: {
    /** `server`: one is made there every night. `postgres`: by whoever runs the database. */
    by: 'server' | 'off' | 'postgres';
    keepDays: number;
    lastAt: number | null;
    lastBytes: number | null;
    running: boolean;
    failure: { at: number; reason: 'disk_full' | 'damaged' | 'other' } | null;
    nextAt: number | null;
  };
  /** `unsigned`: the server has a key and can't be told of payments, so that it looks them up */
  payments: { stripe: 'ready' | 'unsigned' | 'absent' };
}

/** All of the business's data on its way into a file, or back out of one. */
export interface DataJob {
  id: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  rows: number;
  /** about how many it will be */
  total: number;
  bytes: number;
  /** what the file is to be called */
  name: string;
  failure: { code: string; facts: Record<string, Json> } | null;
}

export interface DataCounts {
  bookings: number;
  customers: number;
  offerings: number;
}

/** What a file holds, beside what there is now. */
export interface DataFile {
  business: string;
  madeAt: number;
  inFile: DataCounts;
  now: DataCounts;
  rows: number;
}

/** Where the import of a file is. */
export interface ImportShare {
  phase: 'reading' | 'checking' | 'writing';
  done: number;
  /** rows; 0 while nobody knows */
  total: number;
}

/** A cell that is not what it should be. `row` counts as a spreadsheet does, `column` is empty for the row as a whole. */
export interface ImportProblem {
  row: number;
  column: string;
  value: string;
  expected: string;
}

/** A cell of an offering that there is, and what becomes of it; `onSale`: customers see it at once. */
export interface ImportChange {
  row: number;
  title: string;
  onSale: boolean;
  column: string;
  from: string;
  to: string;
}

export interface ImportPreview {
  /** those that are not blank */
  rows: number;
  /** all of them; the first 5,000 are in `problems` */
  problemCount: number;
  problems: ImportProblem[];
  /** offerings without a problem: new ones, those of the catalogue that become another, and those that are so already */
  created: number;
  changed: number;
  same: number;
  /** all of them; the first 5,000 are in `changes` */
  changeCount: number;
  changes: ImportChange[];
  /** of all that it changes: an import that is given it changes nothing else */
  digest: string;
  /** the catalogue has changed since it was looked through: nothing was written */
  stale?: boolean;
  /** the first new offerings without a problem; `days`: of the week, on which they are open */
  sample: {
    row: number;
    title: string;
    slug: string;
    productTypeKey: string;
    basePriceCents: number;
    currency: string;
    durationMinutes: number;
    days: number;
  }[];
}

/** What came of one row of a file of bookings. `row` counts as a spreadsheet does; `error`: the code of the refusal, `details` its facts. */
export interface BulkRow {
  row: number;
  status: 'created' | 'rejected';
  bookingId?: string;
  confirmationCode?: string;
  error?: string;
  /** cells that are not what they should be */
  issues?: Omit<ImportProblem, 'row'>[];
  details?: Record<string, Json>;
  /** what a rejected row is for, where it can be read: to the console alone */
  wish?: { offeringTitle: string; timezone: string; startsAt: number };
}

export interface BulkManifest {
  /** those that are not blank */
  rows: number;
  created: number;
  rejected: number;
  /** called off: the rows that are not in the manifest were not tried */
  stopped: boolean;
  manifest: BulkRow[];
}

/** What would come of it now: nothing is written. */
export interface BulkPreview {
  rows: number;
  good: number;
  /** the first 5,000 that would be rejected */
  rejected: BulkRow[];
  /** the first that would go in; `startsAt` in epoch ms */
  sample: { row: number; offeringTitle: string; timezone: string; startsAt: number; quantity: number; name: string }[];
}

/** What a piece of evidence is to be found with. */
export type EvidenceSubject = { readonly bookingId: string } | { readonly disputeId: string };

export interface BridgeMethods {
  'session.state': { arg: Record<string, never>; value: SessionState };
  'session.signIn': { arg: { serverUrl: string; email: string; password: string; deviceName?: string }; value: SessionState };
  'session.pair': { arg: { serverUrl: string; code: string; deviceName?: string }; value: SessionState };
  'session.signOut': { arg: Record<string, never>; value: SessionState };
  /** Into the sandbox, and back to the business, which is where the program begins again. */
  'sandbox.enter': { arg: Record<string, never>; value: SessionState };
  'sandbox.leave': { arg: Record<string, never>; value: SessionState };
  'sync.state': { arg: Record<string, never>; value: SyncState };
  'sync.now': { arg: Record<string, never>; value: SyncState };
  'attention.list': { arg: Record<string, never>; value: AttentionItem[] };
  'attention.discard': { arg: { id: string }; value: null };
  'attention.retry': { arg: { id: string; input: Json }; value: unknown };
  ask: { arg: { name: string; input: unknown }; value: unknown };
  run: { arg: { name: string; input: unknown }; value: unknown };
  askServer: { arg: { name: string; input: unknown }; value: unknown };
  'data.state': { arg: Record<string, never>; value: DataState };
  'data.startExport': { arg: Record<string, never>; value: DataJob };
  /** up to a megabyte from this byte on; nothing behind the end */
  'data.readPart': { arg: { id: string; offset: number }; value: { base64: string; bytes: number } };
  'data.startUpload': { arg: { bytes: number }; value: DataJob };
  'data.writePart': { arg: { id: string; offset: number; base64: string }; value: { received: number } };
  'data.inspect': { arg: { id: string }; value: DataFile };
  'data.restore': { arg: { id: string; businessName: string }; value: DataJob };
  'data.job': { arg: { kind: 'exports' | 'restores'; id: string }; value: DataJob };
  'data.discard': { arg: { kind: 'exports' | 'restores'; id: string }; value: null };
  'evidence.open': { arg: Record<string, never>; value: { id: string } };
  /** the file's next piece, at most a megabyte of it */
  'evidence.add': { arg: { id: string; base64: string }; value: { received: number } };
  /** asked again after a lost answer, it is the same answer */
  'evidence.send': { arg: EvidenceSubject & { id: string; name: string; type: string }; value: { evidenceId: string } };
  'evidence.close': { arg: { id: string }; value: null };
  'import.open': { arg: Record<string, never>; value: { id: string } };
  /** the file's next piece, at most 250,000 characters */
  'import.add': { arg: { id: string; text: string }; value: { received: number } };
  'import.check': { arg: { id: string }; value: ImportPreview };
  /** what was found wrong, or how many drafts are in the catalogue now; asked again after a lost answer, it is the same answer */
  'import.run': { arg: { id: string }; value: { imported: number; changed: number } | { preview: ImportPreview } };
  'import.share': { arg: { id: string }; value: ImportShare };
  /** What runs is called off, and the file forgotten. */
  'import.close': { arg: { id: string }; value: null };
  'import.file': { arg: { name: 'template' | 'offerings' | 'bookingsTemplate' }; value: { text: string } };
  /** The same for a file of bookings, of which every good row goes in by itself; `override`: against what staff may set aside, too. */
  'import.checkBookings': { arg: { id: string; override?: boolean | undefined }; value: BulkPreview };
  /** asked again, of a file that was stopped too, it makes nothing twice */
  'import.runBookings': { arg: { id: string; override?: boolean | undefined }; value: BulkManifest };
  /** What is being put in stops after the rows under way: its answer is what was done so far. */
  'import.stop': { arg: { id: string }; value: null };
}
export type BridgeMethod = keyof BridgeMethods;
export type EvidenceMethod = Extract<BridgeMethod, `evidence.${string}`>;
export type DataMethod = Extract<BridgeMethod, `data.${string}`>;
export type ImportMethod = Extract<BridgeMethod, `import.${string}`>;

export interface BridgeRequest {
  id: number;
  method: BridgeMethod;
  arg: unknown;
}

export interface BridgeError {
  /** a refusal's code, or `fault` */
  code: string;
  message: string;
  facts: Record<string, Json>;
}

export type BridgeAnswer = { id: number; ok: true; value: unknown } | { id: number; ok: false; error: BridgeError };

export type BridgeEvent =
  { event: 'changed'; payload: { tables: string[] } } | { event: 'sync'; payload: SyncState } | { event: 'session'; payload: SessionState };
