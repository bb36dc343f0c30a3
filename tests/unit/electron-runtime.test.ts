import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { electronRuntime } from '#build/runtime/electron.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-electron-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a package whose runtime was never fetched says so, and how to fetch it', () => {
  expect(electronRuntime(folder)).toEqual({ absent: expect.stringContaining('npm run desktop -- --fetch') });
});

test('a runtime that was fetched and then removed is absent', () => {
  writeFileSync(join(folder, 'path.txt'), 'electron');
  expect(electronRuntime(folder)).toEqual({ absent: expect.stringContaining(folder) });
});

test('a runtime in its place is found', () => {
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'path.txt'), 'electron');
  writeFileSync(join(folder, 'dist/electron'), '');
  expect(electronRuntime(folder)).toEqual({ binary: join(folder, 'dist/electron') });
});
