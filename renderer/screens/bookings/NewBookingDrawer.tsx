import { Drawer } from '@mantine/core';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import type { TimeWish } from './itemDraft.ts';
import { NewBookingForm } from './NewBookingForm.tsx';

interface Props {
  wish: TimeWish;
  offeringId?: string | undefined;
  customerId?: string | undefined;
}

export function NewBookingDrawer({ wish, offeringId, customerId }: Props) {
  const { close } = useDrawers();
  const offerings = useAsk<OfferingSummary[]>('catalog.offerings', {}, { tables: ['offerings'] });
  return (
    <Drawer
      opened
      onClose={close}
      title="New booking"
      styles={{
        content: { display: 'flex', flexDirection: 'column' },
        body: { flex: 1, minHeight: 0, padding: 0 },
      }}
    >
      <Answered query={offerings}>
        {(all) => (
          <NewBookingForm
            offerings={all.filter(({ status }) => status !== 'ARCHIVED')}
            wish={wish}
            offeringId={offeringId}
            customerId={customerId}
            onDone={close}
          />
        )}
      </Answered>
    </Drawer>
  );
}
