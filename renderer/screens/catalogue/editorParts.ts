/** Parts of the editor that an address may name in `at`, so that whoever was told of one is brought to it. */
export type EditorPart = 'time' | 'nights' | 'limits';
