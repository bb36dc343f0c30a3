import { describe, expect, it } from 'vitest';
import {
  boundsWithin,
  fileFor,
  isOurs,
  mayNavigate,
  mayOpenOutside,
  permissionAnswer,
  routeOfDeepLink,
  windowOptions,
} from '../../electron/main/decisions.ts';

const serverUrl = 'https://slots.example';

describe('the window stays on the console', () => {
  const strangers = [
    'https://evil.example/',
    'http://console/',
    'app://console.evil.example/',
    'app://evil/',
    'app://console:8080/',
    'app://user@console/',
    'application://console/',
    'file:///etc/passwd',
    'data:text/html,<script>1</script>',
    'javascript:alert(1)',
    'blob:app://console/x',
    'about:blank',
    'chrome://settings',
    'not an address',
    '',
  ];
  it.each(strangers)('%s is not ours', (url) => {
    expect(isOurs(url)).toBe(false);
    expect(mayNavigate({ url, isMainFrame: true, serverUrl })).toBe(false);
  });

  it('our own pages are', () => {
    expect(mayNavigate({ url: 'app://console/#/bookings', isMainFrame: true, serverUrl })).toBe(true);
  });

  it('and not even the own server may take its place', () => {
    expect(mayNavigate({ url: `${serverUrl}/s/atlas`, isMainFrame: true, serverUrl })).toBe(false);
  });

  it('a frame inside shows the server it is signed in to, and nothing else', () => {
    const inFrame = (url: string, server: string | null = serverUrl) => mayNavigate({ url, isMainFrame: false, serverUrl: server });
    expect(inFrame(`${serverUrl}/embed/v1/frame?tenant=atlas`)).toBe(true);
    for (const url of [
      'https://slots.example.evil/',
      'http://slots.example/',
      'https://slots.example:444/',
      'data:text/html,x',
      'app://console/',
    ])
      expect(inFrame(url)).toBe(false);
    expect(inFrame(`${serverUrl}/`, null)).toBe(false);
    expect(inFrame('data:text/html,x', 'data:text/html,x')).toBe(false);
  });
});

describe('what may be opened outside', () => {
  it.each(['https://help.example/a?b=c', 'mailto:ada@example.com', 'tel:+49 30 1234567'])('%s may', (url) => {
    expect(mayOpenOutside(url, null)).toBe(true);
  });

  it.each([
    'http://help.example/',
    'https://user:password@help.example/',
    'file:///bin/sh',
    'smb://server/share',
    'ms-settings:privacy',
    'slotkeeper://settings',
    'javascript:alert(1)',
    'vbscript:x',
    'mailto:ada@example.com?attach=/etc/passwd',
    'mailto:a%0ab@example.com',
    'tel:123;ext=`sh`',
    'C:\\Windows\\System32\\calc.exe',
    '',
  ])('%s may not', (url) => {
    expect(mayOpenOutside(url, null)).toBe(false);
  });

  it('a server at home without https is our own, the others are not', () => {
    expect(mayOpenOutside('http://192.168.1.5:4600/s/atlas', 'http://192.168.1.5:4600')).toBe(true);
    expect(mayOpenOutside('http://192.168.1.6:4600/s/atlas', 'http://192.168.1.5:4600')).toBe(false);
  });
});

describe('a permission', () => {
  it('is given for copying and for notifications, to our own page', () => {
    expect(permissionAnswer({ permission: 'notifications', url: 'app://console/', isMainFrame: true })).toBe(true);
    expect(permissionAnswer({ permission: 'clipboard-sanitized-write', url: 'app://console/', isMainFrame: true })).toBe(true);
  });

  it('is given to nobody else and for nothing else', () => {
    expect(permissionAnswer({ permission: 'notifications', url: serverUrl, isMainFrame: false })).toBe(false);
    expect(permissionAnswer({ permission: 'notifications', url: 'app://console/', isMainFrame: false })).toBe(false);
    for (const permission of ['media', 'geolocation', 'clipboard-read', 'openExternal', 'hid', 'usb', 'serial', 'fileSystem', 'unknown'])
      expect(permissionAnswer({ permission, url: 'app://console/', isMainFrame: true })).toBe(false);
  });
});

describe('the pages come from their folder alone', () => {
  const folder = '/srv/renderer';

  it('and are found there', () => {
    expect(fileFor('app://console/', folder)).toBe('/srv/renderer/index.html');
    expect(fileFor('app://console/assets/main-1.js?v=2', folder)).toBe('/srv/renderer/assets/main-1.js');
  });

  it.each([
    'app://console/../electron/main.js/../../../etc/passwd%00.html',
    'app://console/%2e%2e/electron/main.js',
    'app://console/..%2felectron/main.js',
    'app://console/assets/..%2f..%2felectron%2fmain.js',
    'app://console/..%5celectron%5cmain.js',
    'app://console/%00',
    'app://console/%zz',
    'app://evil/index.html',
    'file:///etc/passwd',
  ])('%s leads nowhere', (url) => {
    const file = fileFor(url, folder);
    expect(file === null || file.startsWith('/srv/renderer/')).toBe(true);
    expect(file ?? '').not.toContain('..');
  });

  it('a path that climbs out is refused, whatever it is written with', () => {
    expect(fileFor('app://console/..%2felectron/main.js', folder)).toBeNull();
    expect(fileFor('app://console/..%5celectron%5cmain.js', folder)).toBeNull();
    expect(fileFor('app://console/..%2frenderer-evil/x.js', folder)).toBeNull();
  });
});

describe('a deep link', () => {
  it('shows a screen or a thing on it', () => {
    expect(routeOfDeepLink('slotkeeper://bookings/bkg_0123456789abcdefghjk')).toBe('app://console/#/bookings/bkg_0123456789abcdefghjk');
    expect(routeOfDeepLink('slotkeeper://disputes/dsp_0123456789abcdefghjk')).toBe('app://console/#/disputes/dsp_0123456789abcdefghjk');
    expect(routeOfDeepLink('slotkeeper://today')).toBe('app://console/#/today');
    expect(routeOfDeepLink('slotkeeper://today/')).toBe('app://console/#/today');
  });

  it.each([
    'slotkeeper://elsewhere',
    'slotkeeper://bookings/../../x',
    'slotkeeper://bookings/%2e%2e',
    'slotkeeper://bookings/a b',
    'slotkeeper://bookings/x?new=1',
    'slotkeeper://bookings/x#y',
    'https://bookings/x',
    `slotkeeper://bookings/${'x'.repeat(65)}`,
  ])('%s shows nothing', (link) => {
    expect(routeOfDeepLink(link)).toBeNull();
  });
});

describe('the window', () => {
  it('has no Node, no way round the sandbox, and no tools once it is packaged', () => {
    const { webPreferences } = windowOptions({ preload: '/p.cjs', bounds: {}, isPackaged: true, isDark: false });
    expect(webPreferences).toEqual({
      preload: '/p.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools: false,
    });
  });

  it('comes back where it was, and where it can be seen when that screen has gone', () => {
    const display = { x: 0, y: 0, width: 1920, height: 1080 };
    const was = { x: 100, y: 50, width: 1000, height: 700 };
    expect(boundsWithin(JSON.stringify(was), [display])).toEqual(was);
    expect(boundsWithin(JSON.stringify({ ...was, x: 3000 }), [display])).toEqual({ width: 1000, height: 700 });
    for (const text of ['', '{', 'null', '{"x":"1"}', '{"x":1e99,"y":0,"width":1,"height":1}'])
      expect(boundsWithin(text, [display])).toEqual({});
  });
});
