/** What every business begins with, until its own types are known. */
export const productTypes: readonly string[] = ['service', 'space', 'class', 'ride', 'equipment'];
