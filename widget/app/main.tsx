import './theme.css';
import './base.css';
import './flow.css';
import './pages.css';
import { type JSX, render } from 'preact';
import { config } from './config.ts';
import { attachToHost } from './host-page.ts';
import { Trouble } from './parts/trouble.tsx';
import { startTheme } from './theme.ts';
import { FrameView } from './views/frame.tsx';
import { loadOffering, loadOfferings, loadTenant } from './views/load.ts';

/** The page's element for the app. What the server drew in it stays until the app has something better to show. */
const root = document.getElementById('slotkeeper') ?? document.body.appendChild(document.createElement('div'));

function show(view: JSX.Element): void {
  root.replaceChildren();
  render(view, root);
}

async function page(): Promise<JSX.Element> {
  const pages = import('./views/pages.ts');
  if (config.view === 'manage') {
    const { ManageView } = await pages;
    return <ManageView />;
  }
  if (config.offering) {
    const [{ OfferingView }, tenant, offering] = await Promise.all([pages, loadTenant(), loadOffering(config.offering)]);
    return <OfferingView tenant={tenant} offering={offering} />;
  }
  const [{ StorefrontView }, tenant, first] = await Promise.all([pages, loadTenant(), loadOfferings(null)]);
  return <StorefrontView tenant={tenant} first={first} />;
}

function start(): void {
  document.documentElement.dataset.view = config.view;
  startTheme();
  if (config.view === 'frame') show(<FrameView />);
  else
    page().then(show, (problem: unknown) => {
      if (!root.firstElementChild) show(<Trouble problem={problem} retry={start} />);
    });
  attachToHost(root);
}

start();
