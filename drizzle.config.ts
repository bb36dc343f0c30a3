import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./core/data/tables.ts', './core/engine/tables.ts', './core/domains/*/tables.ts', './core/domains/*/tables/*.ts'],
  out: './core/data/migrations',
  casing: 'snake_case',
});
