import { demoPassword, expect, expectAccessible, expectNoSideways, signIn, test } from './support.ts';

const phone = { width: 390, height: 844 };

test.describe('the public page', () => {
  test('reads as the document, and a promise opens to its figures, owner and trajectory', async ({
    page,
  }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { name: /关于印发/ })).toBeVisible();
    await expectNoSideways(page);
    await page.getByRole('button', { name: /国家级高新技术企业达到/ }).click();
    const drawer = page.getByRole('dialog');
    await expect(drawer.getByText('353 家').first()).toBeVisible();
    await expect(drawer.getByText('自治区科技厅').first()).toBeVisible();
    await expect(drawer.getByText(/《宁夏财经》/).first()).toBeVisible();
    await expect(drawer.getByText('模拟')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expectAccessible(page);
  });

  test('says what was known at the end of a year', async ({ page }) => {
    await page.goto('/');
    await page.getByText('2018 年底').click();
    await expect(page).toHaveURL(/asOf=2018-12-31/);
    await expect(page.getByRole('heading', { name: /关于印发/ })).toBeVisible();
  });

  test('lists provisions with filters in the address, findings and open questions', async ({ page }) => {
    await page.goto('/plan/provisions?q=智能工厂');
    await expect(page.getByText('N140')).toBeVisible();
    await expectAccessible(page);
    await page.goto('/plan/findings?code=P201');
    await expect(page.getByText(/按文件的进度达不到目标/).first()).toBeVisible();
    await page.goto('/plan/coverage');
    await expect(page.getByText('可执行').first()).toBeVisible();
    await page.goto('/plan/open');
    await expect(page.getByText(/“左右”允许偏差多少/)).toBeVisible();
    await expectAccessible(page);
  });

  test('switches to English', async ({ page }) => {
    await page.goto('/plan/coverage');
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  });

  test('fits a phone', async ({ page }) => {
    await page.setViewportSize(phone);
    for (const path of [
      '/',
      '/plan/provisions',
      '/plan/findings',
      '/plan/coverage',
      '/plan/open',
      '/sign-in',
      '/industries',
    ]) {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await expectNoSideways(page);
    }
  });
});

test.describe('a department', () => {
  test('runs a benchmark, opens an enterprise and verifies the run', async ({ page }) => {
    await signIn(page, 'dept-demo');
    await page.goto('/benchmark');
    await page.getByRole('button', { name: '新的测算' }).click();
    await page.getByRole('button', { name: '开始测算' }).click();
    await expect(page).toHaveURL(/\/benchmark\/runs\//, { timeout: 60_000 });
    await expect(page.getByText('模拟').first()).toBeVisible();
    await page.getByRole('button', { name: '复算' }).click();
    await expect(page.getByText(/复算一致/)).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
    await page.locator('tbody tr[data-row-key] a').first().click();
    await expect(page.getByText('技术效率').first()).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize(phone);
    await expectNoSideways(page);
  });

  test('settles an open question and sees the decision kept', async ({ page }) => {
    await signIn(page, 'office-demo');
    await page.goto('/plan/open');
    const card = page
      .locator('section, article, .panel')
      .filter({ hasText: '几个单位共同牵头时由谁先负责' })
      .last();
    await card.getByRole('button', { name: '选定口径' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('textbox').last().fill('经领导小组会议议定');
    await form.getByRole('button', { name: '选定口径' }).click();
    await expect(page.getByText('现行（已决定）').first()).toBeVisible();
  });

  test('sends a table, sees every remark by its cell, and applies it', async ({ page }) => {
    await signIn(page, 'dept-demo');
    await page.goto('/enterprises');
    const code = await page.locator('tbody tr[data-row-key] td.num').first().innerText();
    await page.goto('/facts/import');
    const csv = `企业主要指标\n单位：万元\n统一社会信用代码,年度,工业总产值（万元）,营业收入（亿元）\n${code},2023,"１,２３４.５",1.2\n91110000600037341X,2023,5,6\n`;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '年报.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await expect(page).toHaveURL(/\/facts\/import\//);
    await expect(page.getByText(/不是有效的统一社会信用代码/)).toBeVisible();
    await expect(page.getByText(/已换算为 万元/)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: '入库 1 行' }).click();
    await page.getByRole('button', { name: /确\s*定/ }).click();
    await expect(page.getByText(/已入库：新增 2 个数据/).first()).toBeVisible();
  });

  test('finds its way through data and registers', async ({ page }) => {
    await signIn(page, 'dept-demo');
    for (const [path, text] of [
      ['/desk', '年度数据'],
      ['/enterprises', '统一社会信用代码'],
      ['/facts/rollup', '合计'],
      ['/facts/indicators', '全员劳动生产率'],
      ['/regions', '宁东'],
      ['/parks', '银川经济技术开发区'],
      ['/industries', '06 煤炭开采和洗选业'],
      ['/agencies', '自治区工业和信息化厅'],
      ['/admin/jobs', '对标测算'],
    ] as const) {
      await page.goto(path);
      await expect(page.getByText(text).first()).toBeVisible();
      await expectNoSideways(page);
      await expectAccessible(page);
    }
  });
});

test('an enterprise sees itself and nobody else, and files a figure', async ({ page }) => {
  await signIn(page, 'ent-demo');
  await page.goto('/enterprises');
  await expect(page.locator('tbody tr[data-row-key]')).toHaveCount(1);
  await page.locator('tbody tr[data-row-key] a').first().click();
  await page
    .getByRole('button', { name: /^研究开发费用/ })
    .last()
    .click();
  await page.getByLabel(/数值（万元）/).fill('12.5');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /保\s*存/ })
    .click();
  await expect(page.getByText('12.5 万元').first()).toBeVisible();
  await page.setViewportSize(phone);
  await expectNoSideways(page);
});

test('a county sees its own enterprises only', async ({ page }) => {
  await signIn(page, 'city-demo');
  await page.goto('/facts/rollup');
  await expect(page.getByText('银川市').first()).toBeVisible();
  await expect(page.getByText('石嘴山市')).toHaveCount(0);
});

test('finance, experts and the office each have their desk', async ({ page }) => {
  for (const user of ['finance-demo', 'expert-demo', 'office-demo', 'park-demo', 'ningdong-demo']) {
    await signIn(page, user);
    await expect(page.getByRole('heading', { name: /您好/ })).toBeVisible();
    await expectNoSideways(page);
    await page.context().clearCookies();
  }
});

test('the three administrators each do their part', async ({ page }) => {
  await signIn(page, 'sysadmin');
  await page.goto('/admin/accounts');
  await page.getByRole('button', { name: '建立账号' }).click();
  await page.getByLabel('登录名').last().fill('new-clerk');
  await page.getByRole('textbox', { name: '姓名' }).fill('新经办');
  await page.getByRole('dialog').getByRole('button', { name: '建立账号' }).click();
  await expect(page.getByText('一次性口令（只显示这一次）：')).toBeVisible();
  await expect(page.getByRole('button', { name: '授权' })).toHaveCount(0);
  await page.context().clearCookies();

  await signIn(page, 'secadmin');
  await page.goto('/admin/accounts?q=new-clerk');
  await page.getByRole('button', { name: '授权' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.context().clearCookies();

  await signIn(page, 'auditor');
  await page.goto('/admin/audit');
  await expect(page.locator('tbody').getByText('建立账号').first()).toBeVisible();
  await page.getByRole('button', { name: '校验日志' }).click();
  await expect(page.getByText(/完好：/)).toBeVisible();
  await expectAccessible(page);
});

test('a wrong password is refused in words, a page without permission says so', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByLabel('登录名').fill('dept-demo');
  await page.getByLabel('口令').fill(`${demoPassword}x`);
  await page.getByRole('button', { name: '登录', exact: true }).last().click();
  await expect(page.getByRole('alert').first()).toContainText('登录名或口令不对');
  await signIn(page, 'ent-demo');
  await page.goto('/admin/audit');
  await expect(page.getByText('您的账号没有打开这个页面的权限')).toBeVisible();
});
