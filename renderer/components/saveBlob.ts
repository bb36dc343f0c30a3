/** Long enough for the slowest dialog that asks where to. */
const KEEP_MS = 60_000;

/** Hands it to the browser's downloads, or to the system's dialog under Electron. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}
