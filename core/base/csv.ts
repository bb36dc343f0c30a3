/** What a spreadsheet would run, in front of which a CSV has an apostrophe. A telephone number is none: it stays as it can be dialled. */
export const FORMULA = /^(?:[=@\t\r-]|\+(?!\d[\d ()./-]{5,}$))/;
