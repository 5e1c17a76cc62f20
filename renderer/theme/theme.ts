import { createTheme, type Theme } from '@mui/material/styles';
import { createElement } from 'react';
import { BoxEmpty, BoxPart, BoxTicked, Chevron, RadioEmpty, RadioTicked } from './glyphs.tsx';
import { FONT, type SchemeName, TOKENS } from './tokens.ts';

/** The tokens as a theme for the components that are not our own. */
export function themeOf(scheme: SchemeName): Theme {
  const t = TOKENS[scheme];
  return createTheme({
    palette: {
      mode: scheme === 'light' ? 'light' : 'dark',
      primary: { main: t.primary, contrastText: t.onPrimary },
      error: { main: t.error },
      warning: { main: t.out },
      success: { main: t.ok },
      info: { main: t.progress },
      background: { default: t.bg, paper: t.surface },
      text: { primary: t.text, secondary: t.muted },
      divider: t.border,
    },
    spacing: 8,
    shape: { borderRadius: 6 },
    typography: {
      fontFamily: FONT,
      fontSize: 13,
      htmlFontSize: 13,
      button: { textTransform: 'none', fontWeight: 500, fontSize: 13, lineHeight: 1.45 },
      body1: { fontSize: 13, lineHeight: 1.45 },
      body2: { fontSize: 13, lineHeight: 1.45 },
    },
    transitions: { duration: { shortest: 80, shorter: 80, short: 100, standard: 120, complex: 150 } },
    components: {
      MuiButtonBase: { defaultProps: { disableRipple: true } },
      MuiButton: {
        defaultProps: { variant: 'outlined', color: 'inherit', disableElevation: true, size: 'medium' },
        styleOverrides: {
          root: {
            height: 30,
            padding: '0 12px',
            minWidth: 0,
            whiteSpace: 'nowrap',
            borderColor: t.edge,
            '&.Mui-focusVisible': { outline: `2px solid ${t.focus}`, outlineOffset: 1 },
            '&.MuiButton-sizeSmall': { height: 26, padding: '0 10px', fontSize: 13 },
            '&.MuiButton-contained.MuiButton-colorPrimary': { fontWeight: 600, border: 0 },
            // Away from the colour of the words on it, so that they stay readable in every theme.
            '&.MuiButton-contained.MuiButton-colorPrimary:hover': {
              backgroundColor: `color-mix(in srgb, ${t.primary} 88%, ${t.text})`,
            },
            '&.MuiButton-outlinedInherit': { backgroundColor: t.raised, color: t.text },
            '&.MuiButton-outlinedInherit:hover': { backgroundColor: t.bg },
          },
        },
      },
      MuiIconButton: {
        styleOverrides: {
          root: {
            borderRadius: 6,
            padding: 5,
            color: t.muted,
            '&.Mui-focusVisible': { outline: `2px solid ${t.focus}`, outlineOffset: 1 },
          },
        },
      },
      MuiCheckbox: {
        defaultProps: {
          size: 'small',
          icon: createElement(BoxEmpty),
          checkedIcon: createElement(BoxTicked),
          indeterminateIcon: createElement(BoxPart),
        },
        styleOverrides: {
          root: {
            padding: 4,
            // 24 px to hit, whatever is drawn in it.
            minWidth: 24,
            minHeight: 24,
            borderRadius: 6,
            color: t.control,
            '&:hover': { color: t.muted, backgroundColor: 'transparent' },
            '&.Mui-focusVisible': { outline: `2px solid ${t.focus}`, outlineOffset: -1 },
          },
        },
      },
      MuiRadio: {
        defaultProps: {
          size: 'small',
          icon: createElement(RadioEmpty),
          checkedIcon: createElement(RadioTicked),
        },
        styleOverrides: {
          root: {
            padding: 4,
            margin: '0 4px 0 5px',
            color: t.control,
            '&:hover': { color: t.muted, backgroundColor: 'transparent' },
            '&.Mui-focusVisible': { outline: `2px solid ${t.focus}`, outlineOffset: -1 },
          },
        },
      },
      MuiPaper: {
        styleOverrides: {
          root: { backgroundImage: 'none', backgroundColor: t.surface, border: `1px solid ${t.border}` },
        },
      },
      MuiMenu: { defaultProps: { transitionDuration: 80 } },
      MuiMenuItem: { styleOverrides: { root: { minHeight: 30, fontSize: 13, padding: '4px 12px' } } },
      MuiTooltip: {
        defaultProps: { enterDelay: 400, disableInteractive: true },
        styleOverrides: {
          tooltip: { fontSize: 12, backgroundColor: t.text, color: t.surface, maxWidth: 480, overflowWrap: 'anywhere' },
        },
      },
      MuiDialog: {
        defaultProps: { transitionDuration: 100 },
        styleOverrides: { paper: { borderRadius: 8, boxShadow: '0 12px 40px rgb(10 20 40 / .25)' } },
      },
      MuiDialogTitle: { styleOverrides: { root: { fontSize: 16, fontWeight: 600, padding: '16px 20px 8px' } } },
      MuiDialogContent: { styleOverrides: { root: { padding: '8px 20px' } } },
      MuiDialogActions: { styleOverrides: { root: { padding: '12px 20px 16px', gap: 4 } } },
      MuiOutlinedInput: {
        styleOverrides: {
          root: { fontSize: 13, backgroundColor: t.surface, '& fieldset': { borderColor: t.control } },
          input: { height: 30, padding: '0 10px', boxSizing: 'border-box' },
          multiline: { padding: '6px 0' },
        },
      },
      MuiTextField: { defaultProps: { size: 'small' } },
      MuiSelect: {
        defaultProps: { size: 'small', IconComponent: Chevron },
        styleOverrides: { icon: { color: t.muted, right: 8, width: 14, height: 14, top: 'calc(50% - 7px)' } },
      },
      MuiFormControlLabel: { styleOverrides: { label: { fontSize: 13 } } },
      MuiLinearProgress: { styleOverrides: { root: { height: 4, borderRadius: 2, backgroundColor: t.border } } },
    },
  });
}
