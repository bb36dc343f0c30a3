import { expect, test } from 'vitest';
import { groupingOf } from '../../../renderer/components/locale.ts';

test.each([
  ['en-GB', ',', '.', 'thousand'],
  ['de-DE', '.', ',', 'thousand'],
  ['fr-FR', '\u202f', ',', 'thousand'],
  ['es-ES', '.', ',', 'thousand'],
  ['en-IN', ',', '.', 'lakh'],
  ['ar-EG', ',', '.', 'thousand'],
])('a sum is grouped in its field as it is beside it, in %s', (language, thousandSeparator, decimalSeparator, thousandsGroupStyle) => {
  expect(groupingOf(language)).toEqual({ thousandSeparator, decimalSeparator, thousandsGroupStyle });
});
