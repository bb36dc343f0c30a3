import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import '@mantine/dates/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './app/global.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { client, startBridge } from './bridge/client.ts';
import { cssVariables, theme } from './theme.ts';

const schemeManager = localStorageColorSchemeManager({ key: 'slotkeeper-scheme' });

/** Before the first paint, as no inline script may do it. */
function paintScheme(): void {
  const chosen = schemeManager.get('auto');
  const isDark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
}

/** Dates are reckoned with Temporal. Electron has it; a browser of before 2026 may not, and would show wrong times or none. */
function isTooOld(): boolean {
  return !('Temporal' in globalThis);
}

paintScheme();
const root = document.getElementById('root')!;
if (isTooOld())
  root.textContent =
    'This browser is too old for Slotkeeper’s console. Open it in a current Chrome, Edge or Firefox, or in the desktop app.';
else {
  startBridge();
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} colorSchemeManager={schemeManager} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <App />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
