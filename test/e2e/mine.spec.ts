import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSideways, signIn, test } from './support.ts';

const phone = { width: 390, height: 844 };
const API = { 'x-duibiao': '1' };

/** Runs of two years, made through the API by the department: the pages are what is tested here. */
async function runs(page: Page, years: readonly number[]): Promise<void> {
  await signIn(page, 'dept-demo');
  for (const year of years) {
    const started = await page.request.post('/api/benchmarks/runs', { data: { year }, headers: API });
    const { jobId } = (await started.json()) as { jobId: string };
    await expect(async () => {
      const job = (await (await page.request.get(`/api/jobs/${jobId}`)).json()) as { state: string };
      expect(job.state).toBe('done');
    }).toPass({ timeout: 40_000 });
  }
}

test('an enterprise sees where it stands, whom to chase, what it takes, and tries what would change', async ({
  page,
}) => {
  await runs(page, [2021, 2022]);
  await page.context().clearCookies();
  await signIn(page, 'ent-demo');
  await page.goto('/benchmark/mine');
  await expect(page.getByRole('heading', { name: '在同组里的位置' })).toBeVisible();
  await expect(page.getByText(/好于 \d+% 的同组企业/).first()).toBeVisible();
  await expect(page.getByRole('img', { name: /项指标在同组里的位置/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: '该追谁，为什么可比' })).toBeVisible();
  await page.getByText('组内最好', { exact: true }).last().click();
  await expect(page.getByText(/不变，.*一年要增加/).first()).toBeVisible();
  await expect(page.getByRole('img', { name: /历年综合得分与技术效率：.*2021 年/ })).toBeVisible();

  const result = page.locator('.mine-result');
  const rank = result.locator('dd').nth(1).locator('b');
  const score = result.locator('dd').first().locator('b');
  const [rankBefore, scoreBefore] = [await rank.innerText(), Number(await score.innerText())];
  await page.getByRole('slider', { name: /^平均用工人数/ }).fill('-40');
  await page.getByRole('slider', { name: /^综合能源/ }).fill('-40');
  await page.getByRole('slider', { name: /^用地/ }).fill('-50');
  await expect(async () => expect(Number(await score.innerText())).toBeGreaterThan(scoreBefore)).toPass();
  const place = (text: string) => Number(/第 (\d+) 名/.exec(text)?.[1]);
  expect(place(await rank.innerText())).toBeLessThanOrEqual(place(rankBefore));
  await expect(result.getByText(/浏览器试算用时 \d{1,2} 毫秒/)).toBeVisible();
  await expect(result.locator('dd').nth(3).locator('b')).toHaveText(/^[01]\.\d{2}$/);
  // How long the browser takes, for whoever reads the report; a time is no condition of a test.
  const land = page.getByRole('slider', { name: /^用地/ });
  const took: number[] = [];
  for (let n = -40; n <= 40; n += 4) {
    await land.fill(String(n));
    took.push(Number(/用时 (\d+) 毫秒/.exec(await result.innerText())?.[1]));
  }
  test.info().annotations.push({ type: 'slider-ms', description: took.join(' ') });
  await expectAccessible(page);
  await result.getByRole('button', { name: '恢复原值' }).click();
  await expect(rank).toHaveText(rankBefore);

  // What pays for closing a gap is a sentence of the plan, and opens there.
  const pays = page.locator('#support');
  await expect(pays.getByText(/同组已受理备案的企业有 \d+ 家/)).toBeVisible();
  await pays.getByRole('link', { name: '购置工业机器人奖励' }).click();
  await expect(page).toHaveURL(/open=N144/);
  await expect(
    page
      .getByRole('dialog')
      .getByText(/购置工业机器人/)
      .first(),
  ).toBeVisible();
  await page.goBack();

  // How far it opens to others is its own to say, and to take back.
  const open = page.getByRole('radio', { name: /^同意公开数据/ });
  // A click, not a check: what is shown as chosen follows what was saved.
  await open.click();
  await expect(page.getByText(/由 .* 确定。/)).toBeVisible();
  await page.getByRole('radio', { name: /^具名，不公开数据/ }).click();
  await expect(open).not.toBeChecked();

  await page.getByRole('link', { name: '完整结果与得分由来' }).click();
  await expect(page.getByText(/参照企业没有同意公开|它没有同意公开/).first()).toBeVisible();
  await page.getByRole('button', { name: '对标诊断报告' }).click();
  const pdf = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /^PDF/ }).click();
  expect((await pdf).suggestedFilename()).toMatch(/^对标诊断报告-.*\.pdf$/);
  await page.goto('/benchmark/mine');
  await expect(page.getByRole('heading', { name: '在同组里的位置' })).toBeVisible();

  await page.setViewportSize(phone);
  await expectNoSideways(page);
  await page.goto('/benchmark/analysis');
  await expect(page.getByText('您的账号没有打开这个页面的权限')).toBeVisible();
});

test('an enterprise without a result is told what to do', async ({ page }) => {
  await page.route('**/api/benchmarks/latest/*', (route) => route.fulfill({ json: { items: [] } }));
  await signIn(page, 'ent-demo');
  await page.goto('/benchmark/mine');
  await expect(page.getByText('还没有本企业的对标结果')).toBeVisible();
  await expect(page.getByRole('link', { name: '去看本企业数据' })).toBeVisible();
  await expectAccessible(page);
});

test('a department sees a whole industry: frontier, spread, movers, figures to check', async ({ page }) => {
  await runs(page, [2021, 2022]);
  await page.goto('/benchmark/analysis');
  await expect(page.getByRole('img', { name: /家企业的散点/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^技术效率分布/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: '两年之间谁进谁退' })).toBeVisible();
  await expect(page.getByText(/与 2021 年的测算比/)).toBeVisible();
  await expect(page.getByRole('heading', { name: /需要核对的数据/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('combobox', { name: '横轴' }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: '平均用工人数' }).click();
  await expect(page).toHaveURL(/x=employees/);
  await expect(page.getByRole('img', { name: /横轴平均用工人数/ })).toBeVisible();
  await page.locator('details').first().locator('summary').click();
  await expect(page.getByRole('region', { name: '散点图的数据' })).toBeVisible();
  await page
    .getByRole('region', { name: '散点图的数据' })
    .getByRole('columnheader', { name: '综合得分' })
    .click();
  await expect(
    page.getByRole('region', { name: '散点图的数据' }).locator('.ant-table-row').first(),
  ).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出' }).click();
  expect((await download).suggestedFilename()).toContain('行业分析');
  await page.setViewportSize(phone);
  await expectNoSideways(page);
});
