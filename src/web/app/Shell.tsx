import { MenuOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Drawer, Dropdown, Menu, Spin, type MenuProps } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { Link, Outlet, useLocation, useNavigate } from 'react-router';
import { useI18n } from './i18n.tsx';
import { pages, sections, type Page } from './pages.ts';
import { useSession } from './session.tsx';

/** The deepest page of the list that the address lies under. */
const currentPage = (path: string, list: readonly Page[]): Page | undefined =>
  list
    .filter((p) => p.path === path || (p.path !== '/' && path.startsWith(`${p.path}/`)))
    .toSorted((a, b) => b.path.length - a.path.length)[0];

export function Shell() {
  const { t, locale, setLocale } = useI18n();
  const { me, can, leave } = useSession();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);

  const current = currentPage(pathname, pages);
  useEffect(() => {
    document.title = current ? `${t(current.title)} · ${t('common.brand')}` : t('common.brand');
    setOpen(false);
  }, [current, t, pathname]);

  const items: MenuProps['items'] = sections
    .map((s) => ({ s, visible: pages.filter((p) => p.section === s.key && p.menu && can(p.access)) }))
    .filter(({ visible }) => visible.length > 0)
    .map(({ s, visible }) => {
      const only = visible[0]!;
      return visible.length === 1
        ? { key: only.path, label: <Link to={only.path}>{t(only.title)}</Link> }
        : {
            key: s.key,
            label: t(s.title),
            children: visible.map((p) => ({ key: p.path, label: <Link to={p.path}>{t(p.title)}</Link> })),
          };
    });

  const account: MenuProps['items'] = [
    { key: '/desk', label: t('web.page.desk') },
    { key: '/me', label: t('web.page.me') },
    { type: 'divider' },
    { key: 'leave', label: t('common.signOut') },
  ];

  return (
    <>
      <a className="skip" href="#main">
        {t('common.skip')}
      </a>
      <header className="head ant-layout-header" style={{ height: 56, padding: '0 20px' }}>
        <Link to="/" className="brand" aria-label={t('common.brand')}>
          <img src="/mark.svg" alt="" />
          <strong>{t('common.brand')}</strong>
        </Link>
        <nav className="nav" aria-label={t('common.menu')}>
          <Menu
            mode="horizontal"
            items={items}
            selectedKeys={current ? [current.path, current.section] : []}
            style={{ borderBottom: 0 }}
          />
        </nav>
        <div className="tools">
          <Button
            type="text"
            onClick={() => setLocale(locale === 'en' ? 'zh-CN' : 'en')}
            lang={locale === 'en' ? 'zh-CN' : 'en'}
          >
            {t('common.language')}
          </Button>
          {me ? (
            <Dropdown
              menu={{
                items: account,
                onClick: ({ key }) =>
                  void (key === 'leave' ? leave().then(() => navigate('/')) : navigate(key)),
              }}
              trigger={['click']}
            >
              <Button icon={<UserOutlined />} aria-label={me.name}>
                <span className="wide-only">{me.name}</span>
              </Button>
            </Dropdown>
          ) : (
            <Button type="primary" onClick={() => navigate(`/sign-in?to=${encodeURIComponent(pathname)}`)}>
              {t('common.signIn')}
            </Button>
          )}
          <Button
            className="narrow-only"
            type="text"
            icon={<MenuOutlined />}
            aria-label={t('common.menu')}
            onClick={() => setOpen(true)}
          />
        </div>
      </header>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        size={280}
        title={t('common.menu')}
        styles={{ body: { padding: 8 } }}
      >
        <Menu
          mode="inline"
          items={items}
          selectedKeys={current ? [current.path] : []}
          defaultOpenKeys={sections.map((s) => s.key)}
          style={{ borderInlineEnd: 0 }}
        />
      </Drawer>
      <main id="main" tabIndex={-1} style={{ outline: 'none', minHeight: 'calc(100vh - 120px)' }}>
        <Suspense fallback={<Spin style={{ display: 'block', margin: '96px auto' }} />}>
          <Outlet />
        </Suspense>
      </main>
      <footer className="foot">{t('web.footer')}</footer>
    </>
  );
}
