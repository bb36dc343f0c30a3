import { inject } from 'vitest';

process.env['SLOTKEEPER_TEST_DATABASE'] = inject('postgresUrl');
