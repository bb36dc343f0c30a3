/**
 * Every colour, size and shadow of the console. Style sheets and screens use the names that stand here (`var(--sk-…)`,
 * `var(--status-…)`, Mantine's tokens) and no values of their own. tests/unit/theme.test.ts holds the contrasts.
 */
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
  type VariantColorsResolver,
} from '@mantine/core';

export interface Shade {
  /** of words, on the tint and on every surface */
  text: string;
  /** soft ground of a badge or an event */
  tint: string;
  /** the bar or dot that carries the colour at full strength */
  bar: string;
}

interface Scheme {
  ground: string;
  rail: string;
  surface: string;
  /** what lies over everything: menus, dialogs, bars */
  raised: string;
  /** rows under the pointer, quiet buttons */
  hover: string;
  /** rows that are chosen */
  chosen: string;
  line: string;
  raisedLine: string;
  lineStrong: string;
  text: string;
  textSecond: string;
  textThird: string;
  accent: string;
  onAccent: string;
  /** of words */
  danger: string;
  /** ground of a button that ends something */
  dangerFill: string;
  now: string;
  hatch: string;
  overlay: string;
}

export const schemes: Record<'light' | 'dark', Scheme> = {
  light: {
    ground: '#fbfaf9',
    rail: '#f5f4f2',
    surface: '#ffffff',
    raised: '#ffffff',
    hover: '#f3f1ef',
    chosen: '#e9f4f2',
    line: '#e8e5e2',
    raisedLine: '#e2dfdb',
    lineStrong: '#d3cfca',
    text: '#1c1917',
    textSecond: '#57534e',
    textThird: '#6b6661',
    accent: '#0f766e',
    onAccent: '#ffffff',
    danger: '#b42318',
    dangerFill: '#b42318',
    now: '#dc2626',
    hatch: '#efedea',
    overlay: 'rgb(28 25 23 / 28%)',
  },
  dark: {
    ground: '#161514',
    rail: '#121110',
    surface: '#1d1c1a',
    raised: '#252321',
    hover: '#272523',
    chosen: '#16302d',
    line: '#2c2a28',
    raisedLine: '#3b3835',
    lineStrong: '#44413d',
    text: '#edebe8',
    textSecond: '#b3ada6',
    textThird: '#9a948d',
    accent: '#2dd4bf',
    onAccent: '#042f2e',
    danger: '#f9998f',
    dangerFill: '#b42318',
    now: '#f87171',
    hatch: '#211f1e',
    overlay: 'rgb(0 0 0 / 50%)',
  },
};

export const statusShades: Record<'light' | 'dark', Record<string, Shade>> = {
  light: {
    PENDING: { text: '#8a4b08', tint: '#fdf0cf', bar: '#d97706' },
    CONFIRMED: { text: '#0b625b', tint: '#dcf2ee', bar: '#0f766e' },
    CHECKED_IN: { text: '#5b21b6', tint: '#ede8fd', bar: '#7c3aed' },
    COMPLETED: { text: '#3d5a49', tint: '#e5ede8', bar: '#6b8576' },
    CANCELLED: { text: '#5f5a55', tint: '#efedea', bar: '#a8a29e' },
    NO_SHOW: { text: '#a11b1b', tint: '#fde4e2', bar: '#dc2626' },
    REFUNDED: { text: '#465569', tint: '#e8ecf1', bar: '#64748b' },
    HELD: { text: '#9a3412', tint: '#ffecd6', bar: '#ea580c' },
  },
  dark: {
    PENDING: { text: '#f8c04f', tint: '#37290f', bar: '#f59e0b' },
    CONFIRMED: { text: '#5eead4', tint: '#12302c', bar: '#2dd4bf' },
    CHECKED_IN: { text: '#c9bcfd', tint: '#2b2448', bar: '#8b5cf6' },
    COMPLETED: { text: '#adc7b8', tint: '#22302a', bar: '#7f9c8c' },
    CANCELLED: { text: '#aaa49d', tint: '#2a2826', bar: '#78716c' },
    NO_SHOW: { text: '#fca5a5', tint: '#3e1c1b', bar: '#ef4444' },
    REFUNDED: { text: '#b6c2d2', tint: '#252c36', bar: '#8593a8' },
    HELD: { text: '#fdba74', tint: '#3d2511', bar: '#f97316' },
  },
};

/** The colours of a status as CSS: `statusColor('CHECKED_IN').tint` is `var(--status-checked-in-tint)`. */
export function statusColor(status: string): Shade {
  // A payment is one of the things that what is pending waits for.
  const name = `--status-${cssName(status === 'UNPAID' ? 'PENDING' : status)}`;
  return { text: `var(${name}-text)`, tint: `var(${name}-tint)`, bar: `var(${name}-bar)` };
}

const cssName = (name: string) => name.toLowerCase().replaceAll('_', '-');
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const teal: MantineColorsTuple = [
  '#effaf8',
  '#d7f2ed',
  '#aee5dc',
  '#7dd8ca',
  '#2dd4bf',
  '#14b8a6',
  '#0d9488',
  '#0f766e',
  '#115e59',
  '#134e4a',
];
const warmGrey: MantineColorsTuple = [
  '#fbfaf9',
  '#f5f4f2',
  '#efedea',
  '#e8e5e2',
  '#d3cfca',
  '#a8a29e',
  '#78716c',
  '#57534e',
  '#3a3632',
  '#1c1917',
];
const warmDark: MantineColorsTuple = [
  '#edebe8',
  '#b3ada6',
  '#9a948d',
  '#6e6963',
  '#3b3835',
  '#2c2a28',
  '#211f1e',
  '#1d1c1a',
  '#161514',
  '#121110',
];
const clay: MantineColorsTuple = [
  '#fef3f2',
  '#fee4e2',
  '#fecdca',
  '#fda29b',
  '#f9998f',
  '#f04438',
  '#d92d20',
  '#b42318',
  '#912018',
  '#7a271a',
];

const MOTION_MS = 120;
const quick = { duration: MOTION_MS, transition: 'fade' } as const;
const CONTROL = '32px';
const SMALL_CONTROL = '28px';

const inputVars = () => ({ wrapper: { '--input-height': CONTROL, '--input-fz': '13px' } });
const calendarLabels = {
  ariaLabels: {
    nextMonth: 'Next month',
    previousMonth: 'Previous month',
    nextYear: 'Next year',
    previousYear: 'Previous year',
    nextDecade: 'Next decade',
    previousDecade: 'Previous decade',
  },
  // Days of the neighbours are too pale to be read.
  hideOutsideDates: true,
};
const veil = { color: 'var(--sk-overlay)', backgroundOpacity: 1, blur: 0 };
const heading = { fontSize: 15, fontWeight: 600, lineHeight: 1.35 };
const clear = { 'aria-label': 'Clear' };

/** What is typed takes the place of what was chosen, instead of following it. */
function selectText({ currentTarget }: { currentTarget: { readOnly: boolean; select(): void } }): void {
  if (!currentTarget.readOnly) currentTarget.select();
}

const components: MantineThemeOverride['components'] = {
  Button: {
    vars: (_: unknown, { size }: { size?: string }) => ({
      root: {
        '--button-height': size === 'xs' ? SMALL_CONTROL : CONTROL,
        '--button-padding-x': size === 'xs' ? '10px' : '12px',
        '--button-fz': size === 'xs' ? '12px' : '13px',
      },
    }),
    styles: { root: { fontWeight: 500 } },
  },
  ActionIcon: {
    defaultProps: { variant: 'subtle', color: 'gray' },
    vars: (_: unknown, { size }: { size?: string | number }) =>
      size === undefined || size === 'sm' ? { root: { '--ai-size': size === 'sm' ? '24px' : SMALL_CONTROL } } : { root: {} },
  },
  Input: { vars: inputVars },
  InputWrapper: { styles: { label: { marginBottom: 4, fontWeight: 500 }, error: { marginTop: 4 } } },
  Checkbox: { defaultProps: { iconColor: 'var(--sk-on-accent)' } },
  Radio: { defaultProps: { iconColor: 'var(--sk-on-accent)' } },
  // Enter takes the first that matches; with none taken it would send the form.
  Select: {
    defaultProps: {
      checkIconPosition: 'right',
      selectFirstOptionOnChange: true,
      onFocus: selectText,
      onClick: selectText,
      clearButtonProps: clear,
    },
  },
  MultiSelect: { defaultProps: { checkIconPosition: 'right', clearButtonProps: clear } },
  DatePicker: { defaultProps: calendarLabels },
  DatePickerInput: { defaultProps: { ...calendarLabels, clearButtonProps: clear, popoverProps: { transitionProps: quick, shadow: 'md' } } },
  DateTimePicker: { defaultProps: { ...calendarLabels, clearButtonProps: clear } },
  DateInput: { defaultProps: { ...calendarLabels, clearButtonProps: clear } },
  Calendar: { defaultProps: calendarLabels },
  Tooltip: { defaultProps: { openDelay: 350, transitionProps: quick, fz: 12, px: 8, py: 4, color: 'dark.7' } },
  Popover: { defaultProps: { shadow: 'md', transitionProps: quick } },
  Menu: { defaultProps: { shadow: 'md', transitionProps: quick, withInitialFocusPlaceholder: false } },
  Combobox: { defaultProps: { shadow: 'md', transitionProps: quick } },
  Modal: {
    defaultProps: { transitionProps: quick, centered: true, closeButtonProps: { 'aria-label': 'Close' }, shadow: 'lg', overlayProps: veil },
    styles: {
      header: { minHeight: 'var(--sk-bar-height)', padding: '6px 12px 6px 20px' },
      title: heading,
      body: { padding: '4px 20px 20px' },
    },
  },
  Drawer: {
    defaultProps: {
      position: 'right',
      size: 480,
      transitionProps: { duration: MOTION_MS, transition: 'slide-left' },
      closeButtonProps: { 'aria-label': 'Close' },
      shadow: 'lg',
      overlayProps: veil,
    },
    styles: { header: { minHeight: 'var(--sk-bar-height)', padding: '0 12px 0 20px' }, title: heading, body: { padding: '4px 20px 20px' } },
  },
  Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
};

const clearBorder = '1px solid transparent';
const mix = (color: string, percent: number) => `color-mix(in srgb, ${color} ${percent}%, transparent)`;

/** Mantine picks a button's words by one scheme alone; the accent is dark in one and bright in the other. */
const variantColors: VariantColorsResolver = (input) => {
  const isAccent = input.color === undefined || input.color === 'teal';
  const isDanger = input.color === 'red';
  if (!isAccent && !isDanger) return defaultVariantColorsResolver(input);
  const words = isAccent ? 'var(--sk-accent)' : 'var(--sk-danger)';
  const fill = isAccent ? 'var(--sk-accent)' : 'var(--sk-danger-fill)';
  const onFill = isAccent ? 'var(--sk-on-accent)' : '#ffffff';
  switch (input.variant) {
    case 'filled':
      return { background: fill, hover: `color-mix(in srgb, ${fill} 88%, var(--sk-text))`, color: onFill, border: clearBorder };
    case 'light':
      return { background: mix(fill, 12), hover: mix(fill, 18), color: isAccent ? words : 'var(--sk-text)', border: clearBorder };
    case 'subtle':
      return { background: 'transparent', hover: mix(fill, 10), color: words, border: clearBorder };
    default:
      return defaultVariantColorsResolver(input);
  }
};

export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.45', lg: '1.4', xl: '1.3' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '15px' }, h3: { fontSize: '13px' }, h4: { fontSize: '12px' } },
  },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  shadows: {
    sm: '0 1px 2px rgb(28 25 23 / 8%)',
    md: '0 0 0 1px var(--sk-raised-line), 0 8px 24px rgb(28 25 23 / 14%)',
    lg: '0 0 0 1px var(--sk-raised-line), 0 16px 48px rgb(28 25 23 / 20%)',
    xl: '0 0 0 1px var(--sk-raised-line), 0 24px 64px rgb(28 25 23 / 24%)',
  },
  colors: { teal, gray: warmGrey, dark: warmDark, red: clay },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  variantColorResolver: variantColors,
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components,
});

function variablesOf(name: 'light' | 'dark'): Record<string, string> {
  const scheme = schemes[name];
  const variables: Record<string, string> = {
    '--mantine-color-body': scheme.raised,
    '--mantine-primary-color-contrast': scheme.onAccent,
    '--mantine-primary-color-filled': scheme.accent,
    '--mantine-color-teal-filled': scheme.accent,
    '--mantine-color-text': scheme.text,
    '--mantine-color-bright': scheme.text,
    '--mantine-color-dimmed': scheme.textSecond,
    '--mantine-color-placeholder': scheme.textThird,
    '--mantine-color-error': scheme.danger,
    '--mantine-color-anchor': scheme.accent,
    '--mantine-color-default': scheme.surface,
    '--mantine-color-default-hover': scheme.hover,
    '--mantine-color-default-color': scheme.text,
    '--mantine-color-default-border': scheme.lineStrong,
  };
  for (const [key, value] of Object.entries(scheme)) variables[`--sk-${kebab(key)}`] = value;
  for (const [status, shade] of Object.entries(statusShades[name]))
    for (const [part, value] of Object.entries(shade as unknown as Record<string, string>))
      variables[`--status-${cssName(status)}-${part}`] = value;
  return variables;
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--sk-rail-width': '216px',
    '--sk-rail-narrow': '56px',
    '--sk-bar-height': '48px',
    '--sk-row-height': '36px',
    '--sk-hour-height': '56px',
    '--sk-drawer-width': '480px',
    '--sk-motion': `${MOTION_MS}ms`,
  },
  light: variablesOf('light'),
  dark: variablesOf('dark'),
});
