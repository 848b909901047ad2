import { expect, expectAccessible, expectNoSideways, signIn, test } from './support.ts';

const phone = { width: 390, height: 844 };

test('a supervisor reads what is slipping in a minute, opens the task, and looks at a bulletin before it is issued', async ({
  page,
}) => {
  await signIn(page, 'office-demo');
  await page.goto('/supervision');
  await expect(page.getByRole('heading', { name: '调度督办' })).toBeVisible();
  await expect(page.getByRole('heading', { name: '滞后和逾期' })).toBeVisible();
  await expect(page.getByText(/逾期 \d+ 个工作日/).first()).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize(phone);
  await expectNoSideways(page);
  await page.setViewportSize({ width: 1366, height: 768 });

  await page.getByRole('link', { name: /^\d+ 停滞任务/ }).click();
  await expect(page).toHaveURL(/fault=stagnant/);
  await page.locator('.link-text').first().click();
  await expect(page.getByRole('dialog').getByRole('heading', { name: '各月进展' })).toBeVisible();
  await expectAccessible(page);

  await page.goto('/supervision/documents?draft=bulletin&period=2020-Q2');
  const paper = page.getByRole('article');
  await expect(paper.getByText('一、总体情况')).toBeVisible();
  await expect(paper.getByText(/列入台账的任务共\d+项/)).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize(phone);
  await expectNoSideways(page);
});

test('a place sees its own, signs for its order and reports a month', async ({ page }) => {
  await signIn(page, 'county-demo');
  await page.goto('/supervision');
  await page.getByRole('link', { name: /签收：完成规上企业对标备案补报/ }).click();
  await page.getByRole('button', { name: '签收', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: '签收', exact: true }).click();
  await expect(page.getByRole('button', { name: '反馈进展' })).toBeVisible();
  await expectAccessible(page);

  await page.goto('/supervision/ledger?mine=true');
  await page.locator('.link-text').first().click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: '报送', exact: true }).click();
  await expect(drawer.getByText('请填写。').first()).toBeVisible();
  await drawer.getByLabel('累计完成率').fill('75');
  await drawer.getByLabel('进展', { exact: true }).fill('已组织专题培训');
  await drawer.getByRole('button', { name: '报送', exact: true }).click();
  await expect(drawer.getByText('已组织专题培训')).toBeVisible();
  await page.setViewportSize(phone);
  await expectNoSideways(page);
});
