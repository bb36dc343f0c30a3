/** What a server of next year sends to an app of this year: a table and a column that it has never heard of. */
import type { FetchAnswer } from '#host/ports.ts';

const COLUMN = 'mood';
const TABLE = 'moods';
const richer = 'customers';

export function asOfNextYear(answer: FetchAnswer): FetchAnswer {
  const { body } = answer;
  return { ...answer, text: async () => richerPage(await answer.text()), body: body === null ? null : richerLines(body) };
}

function richerPage(text: string): string {
  const page = parsed(text) as { rows?: Record<string, object[]> } | undefined;
  if (page?.rows === undefined) return text;
  const known = (page.rows[richer] ?? []).map((row) => ({ ...row, [COLUMN]: 'fine' }));
  return JSON.stringify({ ...page, rows: { ...page.rows, ...(known.length > 0 && { [richer]: known }), [TABLE]: [{ id: 'x', rev: 1 }] } });
}

async function* richerLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let table = '';
  for await (const chunk of body) {
    const lines = new TextDecoder().decode(chunk).split('\n').slice(0, -1);
    const said = lines.map((line) => {
      const value = parsed(line);
      if (Array.isArray(value)) return table === richer ? JSON.stringify([...value, 'fine']) : line;
      const head = value as { table?: string; columns?: string[]; end?: boolean } | undefined;
      table = head?.table ?? table;
      if (head?.end === true) return `{"table":"${TABLE}","columns":["id","rev"]}\n["x",1]\n${line}`;
      return head?.table === richer ? JSON.stringify({ ...head, columns: [...(head.columns ?? []), COLUMN] }) : line;
    });
    yield new TextEncoder().encode(`${said.join('\n')}\n`);
  }
}

/** An answer may have broken off. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
