import { expect, expectAccessible, expectNoSideways, signIn, test } from './support.ts';

const phone = { width: 390, height: 844 };

test('anybody reads what the plan pays, by instrument, and opens one scheme', async ({ page }) => {
  await page.goto('/policies?asOf=2022-12-01');
  await expect(page.getByRole('heading', { name: '资金政策', exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: '支持方式' }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: '奖励' }).first().click();
  await expect(page.getByRole('link', { name: '智能工厂和数字化车间补助' })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole('link', { name: '首次跨档奖励（企业）' }).click();
  // The later version is known from reprints, and says so.
  await expect(page.getByText('转述').first()).toBeVisible();
  await expect(page.getByText('原文', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: '算例' })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize(phone);
  await expectNoSideways(page);
});

test('an enterprise sees what it may be due, types what is missing, and the amount explains itself', async ({
  page,
}) => {
  await signIn(page, 'ent-demo');
  await page.goto('/policies/mine?asOf=2020-06-30');
  await expect(page.getByRole('heading', { name: '我能享受的政策' })).toBeVisible();
  const card = page.locator('[data-scheme="smart-factory"]');
  await expect(card.getByText(/设备投资额：没有报/)).toBeVisible();
  await card.getByRole('button', { name: /^填上缺的数据试算/ }).click();

  const form = page.locator('#what-if');
  await form.getByRole('combobox', { name: '已认定为自治区智能工厂或数字化车间' }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: /^是$/ }).last().click();
  await form.getByRole('textbox', { name: '设备投资额' }).fill('-1860');
  await form.getByLabel('以前没有得到过这些资金').check();
  await form.getByRole('button', { name: '试算', exact: true }).click();
  await expect(form.getByText(/“设备投资额”写成了 -1860万元/)).toBeVisible();
  await form.getByRole('textbox', { name: '设备投资额' }).fill('1860');
  // The same engine answers in the browser before anything is sent: the amount, and what more would bring.
  const live = form.getByRole('region', { name: '随填随算' });
  await expect(live.getByText('186万元', { exact: true })).toBeVisible();
  await expect(live.getByText(/300万元/).first()).toBeVisible();
  await form.getByRole('slider', { name: '拖动调整：设备投资额' }).fill('3000');
  await expect(live.getByText('300万元', { exact: true })).toBeVisible();
  await expect(live.getByText('已到最多，再增加也不会多得。')).toBeVisible();
  await form.getByRole('textbox', { name: '设备投资额' }).fill('1860');
  await form.getByRole('button', { name: '试算', exact: true }).click();
  await expect(card.getByText('可得 186万元')).toBeVisible();
  await expect(page.locator('.stat').first()).toContainText('186万元');
  await expectAccessible(page);

  await card.getByRole('button', { name: /^看怎么算的/ }).click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByText('比例 10%')).toBeVisible();
  await expect(drawer.getByText('原文', { exact: true }).first()).toBeVisible();
  await expect(drawer.getByText('您填的，用于试算').first()).toBeVisible();
  await expectAccessible(page);
  await drawer.getByRole('button', { name: /close|关闭/i }).click();
  await form.getByRole('button', { name: '恢复' }).click();
  await expect(card.getByText(/设备投资额：没有报/)).toBeVisible();
  await page.setViewportSize(phone);
  await expectNoSideways(page);
});

test('a department asks the same of any enterprise', async ({ page }) => {
  await signIn(page, 'dept-demo');
  await page.goto('/policies/mine?asOf=2022-12-01');
  await expect(page.getByText(/先选一家企业/)).toBeVisible();
  await page.getByRole('combobox', { name: '选择企业' }).fill('有限公司');
  await page.locator('.ant-select-item-option').first().click();
  await expect(page.locator('[data-scheme="first-cross-enterprise"]')).toBeVisible();
  await expect(page).toHaveURL(/subject=/);
  await expectAccessible(page);
});

test('a department turns a figure in the sandbox, and reads who gains', async ({ page }) => {
  await signIn(page, 'dept-demo');
  await page.goto('/policies/sandbox');
  await page.getByRole('button', { name: '新建推演' }).first().click();
  await page.locator('#sandbox-name').fill('首超一档降到5亿元');
  await page.getByLabel('按名称找政策').fill('首次跨档奖励');
  await page.getByText('首次跨档奖励（企业）').click();
  const exact = page.getByRole('textbox', { name: /档位线（超过） · 第1档的数值/ }).last();
  await exact.fill('5x');
  await expect(page.getByText('写一个不小于零的数。')).toBeVisible();
  await exact.fill('5');
  await expectAccessible(page);
  await page.getByRole('button', { name: '开始推演' }).click();
  await expect(page.getByRole('heading', { name: '各年支出' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('50亿元 → 5亿元')).toBeVisible();
  await page.getByRole('button', { name: '复算' }).click();
  await expect(page.getByText(/复算一致/)).toBeVisible({ timeout: 20_000 });
  await expectAccessible(page);
  await page.setViewportSize(phone);
  await expectNoSideways(page);
});
