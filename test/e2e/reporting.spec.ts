import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSideways, signIn, test } from './support.ts';

const phone = { width: 390, height: 844 };

const figures: Record<string, string> = {
  'gross-output': '3900',
  'sales-value': '3850',
  revenue: '3,800',
  cost: '3000',
  profit: '120',
  assets: '20000',
  liabilities: '12000',
  equity: '8000',
  employees: '230',
  electricity: '860',
};
const typeIn = async (page: Page, field: string, value: string): Promise<void> => {
  await page.locator(`#f-${field}`).fill(value);
  await page.locator(`#f-${field}`).blur();
};

test('an enterprise fills in a month, loses the line on the way, and the county passes it', async ({
  page,
  context,
}) => {
  await signIn(page, 'ent-demo');
  await page.goto('/reports?year=2022');
  await page.getByRole('link', { name: '2022年11月 工业企业月报' }).click();
  await expect(page.getByRole('heading', { name: /2022年11月 工业企业月报/ })).toBeVisible();
  for (const [field, value] of Object.entries(figures)) await typeIn(page, field, value);
  await expect(page.getByText('已保存', { exact: true })).toBeVisible();

  // Without a connection what is typed stays in the browser, and is saved by itself when there is one again.
  await context.setOffline(true);
  await typeIn(page, 'electricity', '9200');
  await expect(page.getByText(/连不上服务器，内容已存在这台设备上/)).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('已保存', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.locator('#f-electricity')).toHaveValue('9200');
  await expect(page.getByText(/“用电量”9200，平时约 .*像是单位弄错了/)).toBeVisible();

  // A hard check refuses, at its field.
  await typeIn(page, 'electricity', '860');
  await typeIn(page, 'assets', '21000');
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await expect(page.locator('#row-assets').getByText(/相差 1000 万元/)).toBeVisible();
  await expectAccessible(page);
  await typeIn(page, 'assets', '20000');
  await page.setViewportSize(phone);
  await expectNoSideways(page);
  await page.setViewportSize({ width: 1366, height: 768 });
  await expect(page.locator('#row-assets').getByText(/相差/)).toHaveCount(0);
  for (const box of await page.getByLabel(/的原因说明$/).all()) await box.fill('订单减少，轮修一台炉');
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await expect(page.getByText(/已提交，等待审核/)).toBeVisible();
  await expect(page.getByRole('list', { name: '办理进程' }).getByText('待县区审核')).toBeVisible();

  await context.clearCookies();
  await signIn(page, 'entcounty-demo');
  await page.goto('/reports/review');
  await expect(page.getByRole('cell', { name: /工业总产值 3,900/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: '选中本页' }).click();
  await page.getByRole('button', { name: '通过', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/可以办|有说明，请过目/).first()).toBeVisible();
  await dialog.getByRole('button', { name: '通过 1 份' }).click();
  await expect(page.getByText('通过 1 份').last()).toBeVisible();
  await expect(page.getByText('现在没有这样的报表')).toBeVisible();

  await context.clearCookies();
  await signIn(page, 'dept-demo');
  await page.goto('/reports/progress?period=2022-M11');
  await expect(page.locator('.stat').filter({ hasText: '审核通过' }).locator('b')).toHaveText('1');
  await expectAccessible(page);
  await page.getByRole('button', { name: '锁定审核通过的' }).click();
  await expect(page.locator('.stat').filter({ hasText: '已锁定' }).locator('b')).toHaveText('1');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: '关 闭' })
    .or(page.getByRole('dialog').getByRole('button', { name: '关闭' }))
    .last()
    .click();
  await page.setViewportSize(phone);
  await expectNoSideways(page);
});
