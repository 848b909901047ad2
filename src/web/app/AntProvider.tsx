import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import type { ReactNode } from 'react';
import { useI18n } from './i18n.tsx';
import { theme } from './theme.ts';

export function AntProvider({ children }: { children: ReactNode }) {
  const { locale } = useI18n();
  return (
    <ConfigProvider
      theme={theme}
      locale={locale === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
      form={{ validateMessages: {} }}
    >
      <AntApp>{children}</AntApp>
    </ConfigProvider>
  );
}
