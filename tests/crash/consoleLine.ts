/** A browser's line to a console that runs as a program of its own. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { BridgeAnswer } from '#core/engine/bridge.ts';
import type { Desk } from './desk.ts';

/** The host died before it answered. */
export class CutOff extends Error {}

export interface ConsoleLine extends Desk {
  /** hears of each answer before whoever asked */
  onAnswer: (answer: BridgeAnswer, method: string) => void;
  close(): void;
}

/** @param link the one-time link of the console's first line */
export async function consoleLine(link: string): Promise<ConsoleLine> {
  const { origin, host } = new URL(link);
  const entered = await fetch(link, { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const socket = new WebSocket(`ws://${host}/bridge`, { headers: { cookie, origin } });
  const waiting = new Map<number, { method: string; answer(answer: BridgeAnswer): void; cutOff(): void }>();
  let isOpen = true;
  let asked = 0;
  const line: ConsoleLine = {
    onAnswer: () => {},
    call: (method, arg = {}) =>
      new Promise((resolve, reject) => {
        const cutOff = () => reject(new CutOff(method));
        if (!isOpen) return cutOff();
        const id = ++asked;
        waiting.set(id, { method, answer: resolve, cutOff });
        socket.send(JSON.stringify({ id, method, arg }));
      }),
    close: () => socket.close(),
  };
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as BridgeAnswer | { event: string };
    if ('event' in message) return;
    const request = waiting.get(message.id);
    waiting.delete(message.id);
    line.onAnswer(message, request?.method ?? '');
    request?.answer(message);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isOpen = false;
    for (const { cutOff } of waiting.values()) cutOff();
  });
  await once(socket, 'open');
  return line;
}
