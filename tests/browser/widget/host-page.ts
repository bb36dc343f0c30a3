import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostPage {
  origin: string;
  close(): Promise<void>;
}

/**
 * A business's own page on another origin, under the strictest policy that the widget promises to live with: the two documented
 * directives and nothing else. Its styles try to disfigure everything that they can reach.
 */
export async function startHostPage(server: string, scripts: string): Promise<HostPage> {
  const policy = `default-src 'none'; script-src ${server}; frame-src ${server}; style-src 'self'`;
  const hostile =
    'div, button, iframe, dialog { color: red !important; border: 9px solid red !important; opacity: 0.5 !important; display: block; }';
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title><meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="stylesheet" href="/page.css"></head><body><main><h1>Our shop</h1><a href="#first">First link</a><p>${'Words. '.repeat(900)}</p>${scripts}</main></body></html>`;
  const listener = createServer((request, response) => {
    if (request.url === '/page.css') return response.writeHead(200, { 'content-type': 'text/css' }).end(hostile);
    return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).end(html);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    // Another name for the same machine is another origin, and another site.
    origin: `http://localhost:${(listener.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        listener.closeAllConnections();
      }),
  };
}
