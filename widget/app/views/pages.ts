/** The pages of the business's own site, which the frame on somebody else's has no use for: one file beside the app's. */
export { ManageView } from './manage.tsx';
export { OfferingView } from './offering.tsx';
export { StorefrontView } from './storefront.tsx';
