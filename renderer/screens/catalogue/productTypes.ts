/** The types that the catalogue knows words for. */
export const productTypes: readonly string[] = ['service', 'space', 'class', 'equipment', 'ride', 'event', 'consultation', 'other'];
