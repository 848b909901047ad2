import { expect, expectAccessible, expectNoSideways, signIn, test } from './support.ts';

const phone = { width: 390, height: 844 };

test('one confirms what the night found, another releases it, and the ledger shows it as committed', async ({
  page,
  browser,
}) => {
  await signIn(page, 'dept-demo');
  await page.goto('/funding/direct?scheme=benchmark-leader&state=proposed');
  await expect(page.getByRole('heading', { name: '免申即享', exact: true })).toBeVisible();
  // The demonstration's runs are computed in the background of its first minute.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('cell', { name: '行业对标标杆奖' }).first()).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 60_000 });
  await page.getByRole('button', { name: '哪些政策、凭什么数据' }).click();
  await expect(page.getByRole('dialog').getByText('认定的权威数据来源')).toBeVisible();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /close|关闭/i })
    .click();
  await page.locator('tbody .ant-checkbox-input').first().check();
  await expectAccessible(page);
  const bar = page.getByRole('region', { name: /^已选 1 笔，合计 50万元/ });
  await bar.getByRole('button', { name: /^确\s?认$/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^确\s?认$/ })
    .click();
  await expect(page.getByText('已确认 1 笔，50万元')).toBeVisible();

  // Finance opens a line, the department asks for the money, finance lets it through: then there is something to commit.
  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, 'finance-demo');
  const post = (p: typeof page, path: string, data: object) =>
    p.request.post(`/api${path}`, { data, headers: { 'x-duibiao': '1' } }).then((r) => r.json());
  const fund = `标杆奖资金${Date.now()}`;
  const line = await post(other, '/funding/budgets', { fund, scheme: 'benchmark-leader', year: 2026 });
  const order = await post(page, '/funding/orders', {
    id: crypto.randomUUID(),
    kind: 'appropriation',
    amountFen: '500000000',
    budget: line.id,
    reference: '宁财指标1号',
  });
  await post(other, `/funding/orders/${order.id}/acts`, { act: 'release', version: order.version });

  await other.goto('/funding/direct?state=confirmed');
  await other.locator('tbody .ant-checkbox-input').first().check();
  await other.getByRole('button', { name: /^放\s?行$/ }).click();
  const dialog = other.getByRole('dialog');
  await dialog.getByRole('button', { name: /^放\s?行$/ }).click();
  await expect(dialog.getByText('请填写').first()).toBeVisible();
  await dialog.getByRole('combobox', { name: '从哪项预算列支' }).click();
  await other.locator('.ant-select-item-option').filter({ hasText: fund }).click();
  await dialog.getByLabel('资金计划文号').fill('宁财（工）1号');
  await dialog.getByRole('button', { name: /^放\s?行$/ }).click();
  await expect(other.getByText('已放行 1 笔，50万元')).toBeVisible();

  await other.goto('/funding/entitlements?status=committed');
  await expect(other.getByRole('link', { name: '已下达未拨付' }).first()).toBeVisible();
  await expectAccessible(other);
  await other.setViewportSize(phone);
  await expectNoSideways(other);
  await other.goto('/funding/direct');
  await expect(other.getByRole('heading', { name: '最近一次测算' })).toBeVisible();
  await expectNoSideways(other);
  await context.close();
});

test('an enterprise reads what it is owed and what was never claimed', async ({ page }) => {
  await signIn(page, 'ent-demo');
  await page.goto('/funding/entitlements');
  await expect(page.getByRole('heading', { name: '应享台账' })).toBeVisible();
  await expect(page.getByRole('alert').getByText(/未申领/)).toBeVisible();
  await expectAccessible(page);
});
