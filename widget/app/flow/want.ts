/** What the customer wants of an offering, beside the time. */
export interface Want {
  quantity: number;
  durationMinutes: number;
  resourceId: string | null;
  extra?: Extra;
  /** What is booked and to be moved: its address, and the token of its link. */
  own?: { path: string; token: string | undefined };
}

/** What only some offerings leave to choose. */
export interface Extra {
  /** without the add-ons' minutes */
  minutes: number;
  nights: number;
  /** how many of each, by key */
  addOns: Record<string, number>;
}
