// How what is under way is called. Whoever dies at it leaves it behind; by these names it is found.
/** the folder in which a copy of the database stands until it is packed */
export const WORKSHOP = '.slotkeeper-backup-';
/** before a file's own name */
export const PASSING = '.slotkeeper-part-';
