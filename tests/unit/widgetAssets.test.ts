import { expect, test } from 'vitest';
import { isAsset } from '#server/doors/pages/assets.ts';

test('every part of the widget is handed out by the name that the bundler gives it, and nothing else is', () => {
  const parts = ['widget.js', 'app.css', 'app-Di9sjkka.js', 'pages-nYNe6KJ-.js', 'use-action-B-Zuu0bu.js'];
  expect(parts.filter((name) => !isAsset(name))).toEqual([]);
  const others = [
    '.sources',
    'app.js',
    'app-Di9sjkka.css',
    '../main-12345678.js',
    'a/b-12345678.js',
    'app-Di9sjkka.js.map',
    '-12345678.js',
  ];
  expect(others.filter(isAsset)).toEqual([]);
});
