/** Tells connected devices that there is a newer revision. It carries no data: what a device may see, its next pull decides. */
import type { ServerResponse } from 'node:http';
import { headOf } from '#core/data/journals.ts';
import type { ServerParts } from '#server/parts.ts';

const HEARTBEAT_MS = 25_000;

interface Line {
  readonly tenantId: string;
  readonly raw: ServerResponse;
  toldRev: number;
  /** is the device's token still good */
  isWelcome(): Promise<boolean>;
}

export interface LiveHub {
  /** Takes the response over until either side ends it. */
  connect(line: Pick<Line, 'tenantId' | 'raw' | 'isWelcome'>): Promise<void>;
  close(): void;
}

export function liveHub({ engine, logger }: Pick<ServerParts, 'engine' | 'logger'>): LiveHub {
  const lines = new Map<string, Set<Line>>();
  /** tenants with news that is being told; true: there was more meanwhile */
  const telling = new Map<string, boolean>();

  const stopListening = engine.database.onCommit(({ tenantId, tables }) => {
    if (tenantId === null || !lines.has(tenantId)) return;
    if (tables.includes('devices') || tables.includes('members')) void dismissUnwelcome(tenantId).catch(fault);
    void tell(tenantId).catch(fault);
  });

  const heartbeat = setInterval(() => {
    for (const line of all()) line.raw.write(':\n\n');
  }, HEARTBEAT_MS).unref();

  const fault = (error: unknown): void => logger.error({ err: error }, 'telling of a new revision failed');
  const all = (): Line[] => [...lines.values()].flatMap((ofTenant) => [...ofTenant]);

  async function tell(tenantId: string): Promise<void> {
    if (telling.has(tenantId)) return void telling.set(tenantId, true);
    telling.set(tenantId, false);
    try {
      await tellHead(tenantId);
    } finally {
      const more = telling.get(tenantId);
      telling.delete(tenantId);
      if (more === true) void tell(tenantId).catch(fault);
    }
  }

  async function tellHead(tenantId: string): Promise<void> {
    const { rev } = await engine.database.read(tenantId, (db) => headOf(db, tenantId));
    for (const line of lines.get(tenantId) ?? []) tellLine(line, rev);
  }

  function tellLine(line: Line, rev: number): void {
    if (rev <= line.toldRev) return;
    line.toldRev = rev;
    line.raw.write(`event: rev\ndata: ${JSON.stringify({ rev })}\n\n`);
  }

  async function dismissUnwelcome(tenantId: string): Promise<void> {
    for (const line of [...(lines.get(tenantId) ?? [])]) if (!(await line.isWelcome())) line.raw.end();
  }

  function forget(line: Line): void {
    const ofTenant = lines.get(line.tenantId);
    ofTenant?.delete(line);
    if (ofTenant?.size === 0) lines.delete(line.tenantId);
  }

  return {
    async connect({ tenantId, raw, isWelcome }) {
      const line: Line = { tenantId, raw, isWelcome, toldRev: -1 };
      lines.set(tenantId, (lines.get(tenantId) ?? new Set()).add(line));
      raw.on('close', () => forget(line));
      raw.on('error', () => forget(line));
      const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
      raw.writeHead(200, headers);
      const { rev } = await engine.database.read(tenantId, (db) => headOf(db, tenantId));
      tellLine(line, rev);
    },
    close() {
      stopListening();
      clearInterval(heartbeat);
      for (const { raw } of all()) raw.end();
    },
  };
}
