import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSideways, signIn, test } from './support.ts';

const phone = { width: 390, height: 844 };
const desk = { width: 1366, height: 768 };

async function change(page: Page, username: string): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, username);
}
const fits = async (page: Page): Promise<void> => {
  await expectAccessible(page);
  await page.setViewportSize(phone);
  await expectNoSideways(page);
  await page.setViewportSize(desk);
};
const act = async (page: Page, name: string, fill: Record<string, string> = {}): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  for (const [label, value] of Object.entries(fill)) await dialog.getByLabel(label).fill(value);
  await dialog.getByRole('button', { name: '确认办理' }).click();
  await expect(dialog).toHaveCount(0);
};

test('a year is assessed: figures from the platform, computed, approved by another, told, appealed and answered', async ({
  page,
}) => {
  await signIn(page, 'office-demo');
  await page.goto('/assessments');
  await page.getByRole('tab', { name: '考核办法' }).click();
  await expect(page.getByText('怎样计分')).toBeVisible();
  await fits(page);
  await page.getByRole('button', { name: '开启考核' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '开启', exact: true }).click();
  await expect(page.getByRole('heading', { name: /2020年度年终考核/ })).toBeVisible();
  const url = page.url();
  await page.getByRole('button', { name: '从平台取数' }).click();
  await expect(page.getByText(/取来 \d+ 项/)).toBeVisible({ timeout: 30_000 });
  await fits(page);

  // One figure by hand: refused at its field without a source, kept with one.
  await page.locator('tbody tr[data-row-key]').first().getByRole('button', { name: '填写' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('目标值').fill('5');
  await dialog.getByLabel('完成值').fill('6');
  await dialog.getByLabel('来源').fill('');
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog.getByText('填了数就要写明来源')).toBeVisible();
  await dialog.getByLabel('来源').fill('统计公报');
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog).toHaveCount(0);
  await act(page, '计算，提交审议');
  await page.getByRole('tab', { name: '结果排名' }).click();
  await expect(page.getByText(/可能在第 \d+ 至第 \d+ 位/).first()).toBeVisible();
  await fits(page);
  // Who computed does not approve.
  await expect(page.getByRole('button', { name: '审议通过，告知结果' })).toHaveCount(0);

  await change(page, 'dept-demo');
  await page.goto(url);
  await act(page, '审议通过，告知结果', { 申诉期止: '2099-12-31', 理由或意见: '同意' });
  await page.getByRole('button', { name: '重算核对' }).click();
  await expect(page.getByText('1 次计算都能重算出同样的结果')).toBeVisible();

  await change(page, 'city-demo');
  await page.goto('/assessments');
  await page.getByRole('link', { name: '银川市' }).click();
  await expect(page.getByRole('heading', { name: /银川市/ })).toBeVisible();
  await fits(page);
  await page.getByRole('button', { name: '申诉', exact: true }).click();
  await page.getByRole('dialog').getByLabel('申诉内容').fill('研发费用口径有误，请核实。');
  await page.getByRole('dialog').getByRole('button', { name: '提交申诉' }).click();
  await expect(page.getByText('还没有答复')).toBeVisible();
  // The ranking of all stays closed to it until the circular.
  await page.goto(url);
  await expect(page.getByText('通报印发之前不公布排名')).toBeVisible();

  await change(page, 'office-demo');
  await page.goto(`${url}?tab=appeals`);
  await page.getByRole('button', { name: '答复' }).click();
  await page.getByRole('dialog').getByText('不成立').click();
  await page.getByRole('dialog').getByLabel('答复内容').fill('口径与统计制度一致。');
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('口径与统计制度一致。')).toBeVisible();
});
