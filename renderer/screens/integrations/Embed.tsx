import { Button, ColorInput, CopyButton, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconExternalLink } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { useAsk, useSession } from '../../bridge/ask.ts';
import { textOn } from '../catalogue/textOn.ts';
import classes from './integrations.module.css';
import { snippetOf, type WidgetMode } from './snippet.ts';

const modeWords: Record<WidgetMode, string> = { modal: 'Button', floating: 'Floating button', inline: 'In the page' };

/** The line that puts the booking button on the business's own site. */
export function Embed() {
  const session = useSession().data;
  const { offering: asked } = useSearch({ strict: false }) as { offering?: string };
  const published = (useAsk<OfferingSummary[]>('catalog.offerings').data ?? []).filter((offering) => offering.status === 'PUBLISHED');
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const [label, setLabel] = useState('Book now');
  const [typedColor, setColor] = useState<string | null>(null);
  const [mode, setMode] = useState<WidgetMode>('modal');
  const color = typedColor ?? session?.tenant?.brandColor ?? '#0F766E';
  const first = published.find((offering) => offering.id === asked) ?? published[0];
  const offering = chosen === undefined ? first : published.find((each) => each.id === chosen);
  const server = session?.serverUrl ?? '';
  const snippet = snippetOf({
    serverUrl: server,
    tenant: session?.tenant?.subdomain ?? '',
    offering: offering?.slug ?? null,
    label,
    color,
    mode,
  });
  const shop = session?.storefrontUrl ?? null;

  return (
    <>
      <div className={classes.lead}>
        <p>Paste one line into your site, where the button should stand. Customers book without leaving the page.</p>
        {shop && (
          <Button
            component="a"
            href={offering ? `${shop.replace(/\/$/, '')}/o/${encodeURIComponent(offering.slug)}` : shop}
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconExternalLink size={16} stroke={1.5} />}
          >
            Open the booking page
          </Button>
        )}
      </div>
      {published.length === 0 && (
        <p className={classes.note}>
          <span>
            Nothing is published yet, so there is nothing to book. Publish an offering in the{' '}
            <Link className={classes.link} to="/catalogue">
              catalogue
            </Link>{' '}
            first.
          </span>
        </p>
      )}
      <div className={classes.two}>
        <section className={classes.panel}>
          <h2>How it looks</h2>
          <Stack gap="md">
            <Select
              label="Offering"
              placeholder="Whole catalogue"
              clearable
              allowDeselect={false}
              searchable
              value={offering?.id ?? null}
              data={published.map(({ id, title }) => ({ value: id, label: title }))}
              onChange={setChosen}
            />
            <TextInput
              label="Words on the button"
              value={label}
              maxLength={40}
              disabled={mode === 'inline'}
              onChange={(at) => setLabel(at.currentTarget.value)}
            />
            <ColorInput
              label="Colour"
              format="hex"
              value={color}
              onChange={(next) => /^#[0-9a-f]{6}$/i.test(next) && setColor(next)}
              eyeDropperButtonProps={{ 'aria-label': 'Pick from the screen' }}
            />
            <SegmentedControl
              fullWidth
              aria-label="Where it shows"
              value={mode}
              data={(Object.keys(modeWords) as WidgetMode[]).map((value) => ({ value, label: modeWords[value] }))}
              onChange={(next) => setMode(next)}
            />
          </Stack>
        </section>
        <section className={classes.panel}>
          <h2>On your page</h2>
          <Stage mode={mode} label={label} color={color} title={offering?.title ?? session?.tenant?.name ?? ''} />
        </section>
      </div>
      <section className={classes.panel}>
        <h2>The line to paste</h2>
        <pre className={classes.code} aria-label="Snippet" data-snippet>
          {snippet}
        </pre>
        <CopyButton value={snippet} timeout={1_500}>
          {({ copied, copy }) => (
            <Button
              mt={12}
              leftSection={copied ? <IconCheck size={16} stroke={1.5} /> : <IconCopy size={16} stroke={1.5} />}
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy snippet'}
            </Button>
          )}
        </CopyButton>
      </section>
    </>
  );
}

/** A page of somebody's site, with the button as the loader draws it. */
function Stage({ mode, label, color, title }: { mode: WidgetMode; label: string; color: string; title: string }) {
  return (
    <div className={classes.stage} data-mode={mode} aria-label="Preview" role="img">
      <span className={classes.stageLine} style={{ width: '45%', height: 14 }} />
      <span className={classes.stageLine} style={{ width: '92%' }} />
      <span className={classes.stageLine} style={{ width: '78%' }} />
      {mode === 'inline' ? (
        <div className={classes.stageInline}>
          <b style={{ fontFamily: 'system-ui, sans-serif', fontSize: 14 }}>{title}</b>
          <div className={classes.stageSlots}>
            {['09:00', '10:30', '13:00', '14:30', '16:00', '17:30'].map((time, index) => (
              <span key={time} style={index === 1 ? { background: color, borderColor: color, color: textOn(color) } : undefined}>
                {time}
              </span>
            ))}
          </div>
        </div>
      ) : (
        <span className={classes.stageButton} style={{ background: color, color: textOn(color) }}>
          {label || 'Book now'}
        </span>
      )}
    </div>
  );
}
