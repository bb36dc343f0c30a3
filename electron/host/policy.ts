/** What the console's page may load and whom it may talk to, under Electron and in the browser alike. */
export function contentPolicy({ connect, serverUrl }: { connect: readonly string[]; serverUrl: string | null }): string {
  // the preview of the embed snippet is the server's own page in a frame
  const server = serverUrl === null ? "'none'" : new URL(serverUrl).origin;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: https:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    `frame-src ${server}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
