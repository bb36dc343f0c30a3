/** Zones that do what others don't, each with a year in which it does. */
export const ZONES: readonly (readonly [zone: string, year: number])[] = [
  ['Australia/Lord_Howe', 2026],
  ['Asia/Kolkata', 2026],
  ['Pacific/Auckland', 2026],
  ['Pacific/Apia', 2011],
  ['America/New_York', 2026],
  ['Europe/Berlin', 2026],
  ['Asia/Kathmandu', 2026],
  ['America/St_Johns', 2011],
  ['Africa/Casablanca', 2026],
  ['America/Sao_Paulo', 2018],
  ['Pacific/Chatham', 2026],
  ['Asia/Tehran', 2021],
  ['America/Nuuk', 2024],
];
