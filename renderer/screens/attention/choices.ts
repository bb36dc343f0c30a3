/** The ways on from a refused command: the same again with another input, or nothing of it. */
import { useState } from 'react';
import type { Json } from '#core/base/json.ts';
import type { AttentionItem } from '#core/engine/bridge.ts';
import { client } from '../../bridge/client.ts';
import { call } from '../../bridge/port.ts';
import { toast } from '../../components/toasts.ts';
import { type Fields, fieldsOf, firstItem } from './words.ts';

export interface Choices {
  running: boolean;
  /** the same command with this input, as a new one */
  retry: (input: Json) => Promise<void>;
  discard: () => Promise<void>;
}

export function useChoices({ id }: AttentionItem): Choices {
  const [running, setRunning] = useState(false);
  const settle = async (work: Promise<unknown>, said: string) => {
    setRunning(true);
    try {
      await work;
      toast.ok(said);
    } catch (error) {
      toast.problem(error);
    } finally {
      setRunning(false);
      await client.invalidateQueries({ queryKey: ['attention'] });
    }
  };
  return {
    running,
    retry: (input) => settle(call('attention.retry', { id, input }), 'Done, and on its way to the server.'),
    discard: () => settle(call('attention.discard', { id }), 'Discarded.'),
  };
}

/** The same booking at another time, as long as before. */
export function retimed(input: Json, startsAt: number, overridePolicy = false): Json {
  const fields: Fields = { ...fieldsOf(input), ...(overridePolicy ? { overridePolicy } : {}) };
  const shift = (span: Fields): Fields => ({
    ...span,
    startsAt,
    ...(typeof span['endsAt'] === 'number' && typeof span['startsAt'] === 'number'
      ? { endsAt: startsAt + span['endsAt'] - span['startsAt'] }
      : {}),
  });
  const { items } = fields;
  if (!Array.isArray(items)) return shift(fields);
  return { ...fields, items: [shift(firstItem(input)), ...items.slice(1)] };
}
