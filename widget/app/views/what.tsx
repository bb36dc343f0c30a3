import { Heading } from '../parts/heading.tsx';
import { arePictured, OfferingCard } from '../parts/offering-card.tsx';
import type { Offering } from '../storefront.ts';
import { words } from '../words.ts';

export function What({ offerings, focus, onPick }: { offerings: Offering[]; focus: boolean; onPick(offering: Offering): void }) {
  if (offerings.length === 0) return <p class="empty">{words.noOfferings}</p>;
  return (
    <section class="flow">
      <div class="body">
        <Heading text={words.chooseWhat} focus={focus} top />
        <div class="offerings">
          {offerings.map((offering) => (
            <OfferingCard key={offering.id} {...{ offering }} pictured={arePictured(offerings)} onPick={() => onPick(offering)} />
          ))}
        </div>
      </div>
    </section>
  );
}
