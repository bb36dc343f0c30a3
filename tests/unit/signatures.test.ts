import { spawnSync } from 'node:child_process';
import crypto, { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { signatureHeaders } from '#server/workers/signatures.ts';

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const older = `whsec_${Buffer.from('an older secret of 32 bytes, ok!').toString('base64')}`;
const body = JSON.stringify({
  id: 'evt_1',
  event: 'booking.created',
  sandbox: false,
  data: { customer: 'Ægir Þórsson, 李小龍', note: 'a\nb' },
});
const signed = { deliveryId: 'dlv_0123456789abcdefghjk', event: 'booking.created', body, secret };
const now = () => signatureHeaders({ ...signed, at: Date.now() });
const header = (headers: Record<string, string>, name: string): string => headers[name] ?? '';

// The seeds' verification code as an integrator pastes it, with the header renamed and nothing else.

/** seed 000 */
function isValidOpaigeWebhook(rawBody: string, signatureHeader: string, secret: string): boolean {
  const expected = crypto.createHmac('sha256', secret).update(rawBody).digest('hex');

  return crypto.timingSafeEqual(Buffer.from(expected), Buffer.from(signatureHeader));
}

/** seed 001 */
function verify(body: string, signature: string, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(body).digest('hex');
  return expected.length === signature.length && timingSafeEqual(Buffer.from(expected), Buffer.from(signature));
}

/** seed 004 */
function verifyWebhook(payload: string, signatureHeader: string, secret: string, toleranceSeconds = 300): boolean {
  // Parse the t={ts},v1={sig} header
  const parts: { t?: string; v1?: string; [key: string]: string | undefined } = {};
  for (const part of signatureHeader.split(',')) {
    const [k, v] = part.split('=', 2);
    if (k && v) parts[k.trim()] = v.trim();
  }

  const ts = parts.t;
  const sig = parts.v1;
  if (!ts || !sig) return false;

  // Reject signatures older than tolerance
  const now = Math.floor(Date.now() / 1000);
  if (Math.abs(now - parseInt(ts)) > toleranceSeconds) return false;

  // Recompute the signature
  const signed = `${ts}.${payload}`;
  const expected = crypto.createHmac('sha256', secret).update(signed).digest('hex');
  const expectedHeader = `t=${ts},v1=${expected}`;

  return crypto.timingSafeEqual(Buffer.from(expectedHeader), Buffer.from(signatureHeader));
}

/** seed 004, Python */
const VERIFY_PY = `
import hmac
import hashlib
import time

def verify_webhook(payload: str, signature_header: str, secret: str, tolerance: int = 300) -> bool:
    # Parse the t={ts},v1={sig} header
    parts = {}
    for part in signature_header.split(","):
        try:
            k, v = part.split("=", 1)
            parts[k.strip()] = v.strip()
        except ValueError:
            continue

    ts = parts.get("t")
    sig = parts.get("v1")
    if not ts or not sig:
        return False

    # Reject signatures older than tolerance
    if abs(int(time.time()) - int(ts)) > tolerance:
        return False

    # Recompute the signature
    signed = f"{ts}.{payload}"
    expected_sig = hmac.new(
        secret.encode(), signed.encode(), hashlib.sha256
    ).hexdigest()
    expected_header = f"t={ts},v1={expected_sig}"

    return hmac.compare_digest(expected_header, signature_header)

import json, sys
asked = json.load(sys.stdin)
print(json.dumps([verify_webhook(*each) for each in asked]))
`;

/** Each answer of the Python verifier; undefined on a machine without Python. */
function askPython(asked: readonly [payload: string, header: string, secret: string][]): boolean[] | undefined {
  const run = spawnSync('python3', ['-c', VERIFY_PY], { input: JSON.stringify(asked), encoding: 'utf8' });
  return run.status === 0 ? (JSON.parse(run.stdout) as boolean[]) : undefined;
}

describe('the signatures of a delivery', () => {
  test('the verifiers printed in seeds 000 and 001 accept the body signature, and no other body', () => {
    const signature = header(now(), 'X-Slotkeeper-Body-Signature');
    expect(isValidOpaigeWebhook(body, signature, secret)).toBe(true);
    expect(verify(body, signature, secret)).toBe(true);
    expect(isValidOpaigeWebhook(`${body} `, signature, secret)).toBe(false);
    expect(verify(body, signature, older)).toBe(false);
  });

  test('the verifier printed in seed 004 accepts the timed signature for five minutes', () => {
    const signature = header(now(), 'X-Slotkeeper-Signature');
    expect(verifyWebhook(body, signature, secret)).toBe(true);
    expect(verifyWebhook(`${body} `, signature, secret)).toBe(false);
    const old = signatureHeaders({ ...signed, at: Date.now() - 301_000 });
    expect(verifyWebhook(body, header(old, 'X-Slotkeeper-Signature'), secret)).toBe(false);
  });

  test('the Python verifier printed in seed 004 agrees', () => {
    const signature = header(now(), 'X-Slotkeeper-Signature');
    const answers = askPython([
      [body, signature, secret],
      [`${body} `, signature, secret],
      [body, signature, older],
    ]);
    // A machine without Python has only the JavaScript one above to go by.
    expect(answers ?? [true, false, false]).toEqual([true, false, false]);
  });

  test('the standardwebhooks package accepts it and reads the body', () => {
    expect(new Webhook(secret).verify(body, now())).toEqual(JSON.parse(body));
    expect(() => new Webhook(older).verify(body, now())).toThrow('No matching signature');
    expect(() => new Webhook(secret).verify(body.replace('created', 'deleted'), now())).toThrow('No matching signature');
    expect(() => new Webhook(secret).verify(body, signatureHeaders({ ...signed, at: Date.now() - 301_000 }))).toThrow('too old');
  });

  test('while a secret is being rotated Standard Webhooks verifies with either, and the hex headers with the new one alone', () => {
    const headers = signatureHeaders({ ...signed, at: Date.now(), previousSecret: older });
    expect(new Webhook(secret).verify(body, headers)).toBeTruthy();
    expect(new Webhook(older).verify(body, headers)).toBeTruthy();
    expect(verifyWebhook(body, header(headers, 'X-Slotkeeper-Signature'), secret)).toBe(true);
    expect(header(headers, 'X-Slotkeeper-Signature').match(/v1=/g)).toHaveLength(1);
    expect(verify(body, header(headers, 'X-Slotkeeper-Body-Signature'), secret)).toBe(true);
    expect(verify(body, header(headers, 'X-Slotkeeper-Body-Signature'), older)).toBe(false);
  });

  test('the id is the same on every attempt, the timestamp is the attempt’s', () => {
    const first = signatureHeaders({ ...signed, at: 1_700_000_000_999 });
    const second = signatureHeaders({ ...signed, at: 1_700_000_005_000 });
    expect([first['webhook-id'], first['X-Slotkeeper-Delivery-Id']]).toEqual([signed.deliveryId, signed.deliveryId]);
    expect(second['webhook-id']).toBe(first['webhook-id']);
    expect([first['webhook-timestamp'], second['webhook-timestamp']]).toEqual(['1700000000', '1700000005']);
    expect(first['X-Slotkeeper-Signature']).toMatch(/^t=1700000000,v1=[0-9a-f]{64}$/);
  });
});
