import type { ThemeConfig } from 'antd';

/** One place for colour. Every text colour reaches 4.5:1 on its ground (checked by axe in the browser journeys). */
export const colour = {
  seal: '#9f1f1a', // the red of official documents: brand, document head
  ink: '#1f2933',
  quiet: '#55606e',
  line: '#e3e6ea',
  paper: '#fbf9f4',
  ground: '#f5f6f8',
  primary: '#1c4f7c',
  good: '#236b43',
  warn: '#8a5a00',
  bad: '#b3261e',
} as const;

export const fonts = {
  sans: `"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",system-ui,sans-serif`,
  serif: `"Source Han Serif SC","Noto Serif CJK SC","Songti SC","STSong","SimSun",serif`,
};

export const theme: ThemeConfig = {
  token: {
    // Without motion: a spinner whose leaving is cut short stays for ever, and work is not to be waited for.
    motion: false,
    colorPrimary: colour.primary,
    colorSuccess: colour.good,
    colorWarning: colour.warn,
    // The derived grounds of so dark an amber are mud.
    colorWarningBg: '#fff8e8',
    colorWarningBorder: '#ecd9ab',
    // So are those of the green.
    colorSuccessBg: '#eef6f1',
    colorSuccessBorder: '#bcd9c8',
    colorError: colour.bad,
    colorLink: colour.primary,
    colorText: colour.ink,
    colorTextSecondary: colour.quiet,
    colorTextTertiary: colour.quiet,
    colorTextDescription: colour.quiet,
    colorTextPlaceholder: '#6b7480',
    colorBorderSecondary: colour.line,
    fontFamily: fonts.sans,
    fontSize: 14,
    borderRadius: 6,
    wireframe: false,
  },
  components: {
    Layout: { headerBg: '#ffffff', bodyBg: colour.ground, headerHeight: 56, headerPadding: '0 20px' },
    Menu: { itemBg: 'transparent', horizontalItemSelectedColor: colour.primary, activeBarHeight: 2 },
    Table: {
      headerBg: '#f0f2f5',
      headerColor: colour.ink,
      cellPaddingBlockMD: 9,
      cellPaddingInlineMD: 10,
      rowSelectedBg: '#eef3f8',
      rowSelectedHoverBg: '#e4ecf4',
    },
    Card: { headerFontSize: 15 },
    Typography: { titleMarginTop: 0 },
  },
};
