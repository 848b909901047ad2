import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSideways, signIn, test } from './support.ts';

const phone = { width: 390, height: 844 };
const desk = { width: 1366, height: 768 };
const headers = { 'x-duibiao': '1' };

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
const answer = async <T>(page: Page, path: string): Promise<T> =>
  (await (await page.request.get(path)).json()) as T;
const act = async (page: Page, name: string, reason = ''): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  if (reason !== '') await dialog.getByLabel('意见').fill(reason);
  await dialog.getByRole('button', { name: '确定办理' }).click();
  await expect(page.getByText(`已办理：${name}`)).toBeVisible();
};

interface Sheet {
  rows: { assignment: string; recused: boolean }[];
  rules: { links: { id: string }[] };
}

test('the published round of 2018: lists, places, reasons, the public page, and the same again to the byte', async ({
  page,
}) => {
  await page.goto('/notices');
  await expect(page.getByRole('heading', { name: '公示公告' })).toBeVisible();
  await page.getByRole('link', { name: /2018年度.*结果公告/ }).click();
  await expect(page.getByRole('heading', { name: /标杆奖（\d+ 家）/ })).toBeVisible();
  await expect(page.getByText('50 万元')).toBeVisible();
  await fits(page);

  await signIn(page, 'dept-demo');
  await page.goto('/awards');
  await fits(page);
  await page.getByRole('link', { name: /2018年度/ }).click();
  await expect(page.getByText('各行业名额与分数线')).toBeVisible();
  await page.getByRole('button', { name: '重新计算核对' }).click();
  await expect(page.getByText('逐字节一致')).toBeVisible();
  await fits(page);
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: '通报稿' }).click();
  expect((await file).suggestedFilename()).toMatch(/通报稿\.docx$/);
  await page.locator('tbody tr[data-row-key] a').first().click();
  await expect(page.getByText('标杆奖：入选')).toBeVisible();
  await expect(page.getByText(/总分 .* ＝ 定量/).first()).toBeVisible();
  await expect(page.getByText('各位专家的评分（匿名）')).toBeVisible();
  await fits(page);

  // An enterprise reads the lists, but not who marked what.
  await change(page, 'ent-demo');
  await page.goto('/awards');
  await page.getByRole('link', { name: /2018年度/ }).click();
  await expect(page.getByText('各行业名额与分数线')).toBeVisible();
  await expect(page.getByRole('tab', { name: '专家评议' })).toHaveCount(0);
});

test('a round goes from the draw over marks, deliberation and notice to an answered objection', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await signIn(page, 'dept-demo');
  const started = await page.request.post('/api/benchmarks/runs', {
    headers,
    data: { year: 2020, evaluation: 'award-quantitative' },
  });
  const { jobId } = (await started.json()) as { jobId: string };
  await expect
    .poll(async () => (await answer<{ state: string }>(page, `/api/jobs/${jobId}`)).state, {
      timeout: 60_000,
    })
    .toBe('done');

  await page.goto('/awards');
  await page.getByRole('button', { name: '开启一轮' }).click();
  const opening = page.getByRole('dialog');
  await opening.getByLabel('评价年度').click();
  await page.getByTitle('2020', { exact: true }).click();
  await opening.getByLabel('办法版本').click();
  await page.getByTitle('2018年暂行办法').click();
  await opening.getByRole('button', { name: '先试算名单' }).click();
  await expect(opening.getByText('这是只用定量得分的试算')).toBeVisible();
  await opening.getByRole('button', { name: '开启', exact: true }).click();
  await expect(page).toHaveURL(/\/awards\/[0-9a-f-]{36}/);
  const id = page.url().split('/').at(-1)!;
  await act(page, '抽取专家');
  await page.getByRole('tab', { name: '专家评议' }).click();
  await expect(page.getByText(/还缺评分的企业/)).toBeVisible();
  await fits(page);

  // The expert marks the first enterprise by hand; the rest comes in as from paper.
  await change(page, 'expert-demo');
  await page.goto('/sheets');
  await page.getByRole('link', { name: '去评分' }).click();
  const first = page.locator('section.panel').first();
  for (const link of ['产品', '装备', '工艺', '技术', '管理', '营销'])
    await first
      .getByRole('group', { name: new RegExp(link) })
      .getByText('B', { exact: true })
      .click();
  await expect(page.getByText('有未保存的评分')).toBeVisible();
  await page.reload();
  await expect(page.getByText('有未保存的评分')).toBeVisible();
  await page.getByRole('button', { name: '保存评分' }).first().click();
  await expect(page.getByText(/已评完 1 \/ \d+ 家/).first()).toBeVisible();
  await fits(page);
  const marks = (s: Sheet) => ({
    items: s.rows
      .filter((r) => !r.recused)
      .map((r, n) => ({
        assignment: r.assignment,
        ratings: Object.fromEntries(s.rules.links.map((l) => [l.id, n % 2 === 0 ? 'A' : 'C'])),
      })),
  });
  const own = await answer<Sheet>(page, `/api/awards/rounds/${id}/sheet`);
  expect((await page.request.put(`/api/awards/rounds/${id}/sheet`, { headers, data: marks(own) })).ok()).toBe(
    true,
  );

  await change(page, 'dept-demo');
  const work = await answer<{ items: { paper: boolean; expert: { id: string } }[] }>(
    page,
    `/api/awards/rounds/${id}/experts`,
  );
  for (const w of work.items.filter((x) => x.paper)) {
    const sheet = await answer<Sheet>(page, `/api/awards/rounds/${id}/experts/${w.expert.id}`);
    const sent = await page.request.put(`/api/awards/rounds/${id}/experts/${w.expert.id}`, {
      headers,
      data: marks(sheet),
    });
    expect(sent.ok()).toBe(true);
  }
  await page.goto(`/awards/${id}`);
  await act(page, '汇总评分，提交审议');
  await expect(page.getByRole('heading', { name: /标杆奖（\d+ 家）/ })).toBeVisible();
  // Whoever added up does not approve: the button is not there.
  await expect(page.getByRole('button', { name: '审议通过，公示' })).toHaveCount(0);

  await change(page, 'office-demo');
  await page.goto(`/awards/${id}`);
  await act(page, '审议通过，公示', '集体审议同意');
  await page.context().clearCookies();
  await page.goto('/notices');
  await page.getByRole('link', { name: /2020年度/ }).click();
  await page.getByRole('button', { name: '提出异议' }).click();
  await page.getByLabel('异议人').fill('某');
  await page.getByRole('button', { name: '提交异议' }).click();
  await expect(page.getByText('请写清楚，不少于 2 个字')).toBeVisible();
  await fits(page);
  await page.getByLabel('异议人').fill('某公司职工');
  await page.getByLabel('联系方式').fill('0951-1234567');
  await page.getByLabel('异议内容').fill('名单中第一家企业的数据与实际不符，请核实。');
  await page.getByRole('button', { name: '提交异议' }).click();
  await expect(page.getByText(/已收到，编号 1/)).toBeVisible();

  await change(page, 'office-demo');
  await page.goto(`/awards/${id}?tab=objections`);
  await page.getByRole('button', { name: '答复', exact: true }).click();
  const reply = page.getByRole('dialog');
  await reply.getByLabel('核实情况和答复').fill('经核实，数据与统计部门一致。');
  await reply.getByRole('button', { name: /保\s*存/ }).click();
  await expect(page.getByText('不影响结果').first()).toBeVisible();
  await fits(page);
});
