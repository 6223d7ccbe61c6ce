import { createTheme, type MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = [
  '#eaf3fd',
  '#d3e4f8',
  '#a5c7ef',
  '#74a9e6',
  '#4c8fdf',
  '#3380da',
  '#1d6bc4',
  '#155ba9',
  '#0f4c90',
  '#083b73',
];

const gray: MantineColorsTuple = [
  '#f6f7f8',
  '#eef0f2',
  '#e1e4e8',
  '#ced3d9',
  '#aab2bb',
  '#87919c',
  '#59636e',
  '#434c56',
  '#2c333a',
  '#1b1f24',
];

const dark: MantineColorsTuple = [
  '#e4e7ea',
  '#b9c1c9',
  '#9aa4ae',
  '#6d7883',
  '#3d454d',
  '#2c3238',
  '#1f2429',
  '#1a1e22',
  '#14171a',
  '#0f1214',
];

/** Neutral greys, one accent, 4 px rhythm. Sizes are dense: 13 px text, 28 px controls. */
export const theme = createTheme({
  colors: { accent, gray, dark },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  autoContrast: true,
  defaultRadius: 4,
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '24px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.5' },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '18px' }, h2: { fontSize: '14px' }, h3: { fontSize: '13px' } } },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'sm' } } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, events: { hover: true, focus: true, touch: false } } },
    Menu: { defaultProps: { shadow: 'sm' } },
    Popover: { defaultProps: { shadow: 'sm' } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 100 } } },
  },
});
