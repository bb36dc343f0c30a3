/** What Electron's main process and the host in its utility process say to one another. */
export type ToHost =
  | { readonly kind: 'open'; readonly folder: string; readonly pairing: Pairing | null }
  /** a renderer's end of a channel comes along */
  | { readonly kind: 'port' }
  | { readonly kind: 'sealed'; readonly id: number; readonly text: string | null }
  /** finish what is under way and go */
  | { readonly kind: 'close' };

export type ToMain =
  | { readonly kind: 'ready' }
  /** whose pages the preview may show */
  | { readonly kind: 'server'; readonly url: string | null }
  /** the system's key store belongs to the main process */
  | { readonly kind: 'seal' | 'unseal'; readonly id: number; readonly text: string }
  | { readonly kind: 'problem'; readonly sentence: string };

export interface Pairing {
  readonly server: string;
  readonly code: string;
}
