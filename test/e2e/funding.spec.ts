import type { Locator, Page } from '@playwright/test';
import { demoPassword, expect, expectAccessible, expectNoSideways, test } from './support.ts';

const phone = { width: 390, height: 844 };
const desk = { width: 1366, height: 768 };
const headers = { 'x-duibiao': '1' };
const project = '二号线电机能效改造';
/** Of the demonstration: its public notice has run out, and its money has not begun. */
const waiting = '一号炉余热回收改造';

/** Somebody else sits down at the browser. */
async function change(page: Page, username: string, path: string): Promise<void> {
  await page.context().clearCookies();
  const r = await page.request.post('/api/session', { headers, data: { username, password: demoPassword } });
  expect(r.ok()).toBe(true);
  await page.goto(path);
}
const fits = async (page: Page): Promise<void> => {
  await expectAccessible(page);
  await page.setViewportSize(phone);
  await expectNoSideways(page);
  await page.setViewportSize(desk);
};
const get = async <T>(page: Page, path: string): Promise<T> =>
  (await (await page.request.get(`/api${path}`)).json()) as T;
const idOf = async (page: Page, q: string): Promise<string> =>
  (await get<{ items: { id: string }[] }>(page, `/funding/applications?q=${encodeURIComponent(q)}`)).items[0]!
    .id;
const pdf = (name: string) => ({
  name: `${name}.pdf`,
  mimeType: 'application/pdf',
  buffer: Buffer.from(`%PDF-1.4\n% ${name}\n%%EOF`),
});
const day = (after: number): string =>
  new Date(Date.now() + after * 86_400_000 + 28_800_000).toISOString().slice(0, 10);

/** Presses an act, gives what it asks for, and waits until it is done. */
async function act(
  page: Page,
  name: string,
  reason = '',
  fill?: (dialog: Locator) => Promise<void>,
): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await fill?.(dialog);
  if (reason !== '') await dialog.getByLabel('办理意见').fill(reason);
  await dialog.getByRole('button', { name, exact: true }).click();
  await expect(page.getByText(`已办理：${name}`)).toBeVisible();
}
/** One proposes, another releases. */
async function pay(page: Page, id: string, kind: string): Promise<void> {
  await change(page, 'finance-demo', `/funding/${id}`);
  await page.getByRole('button', { name: `提出：${kind}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('文号或凭证号').fill(`宁财〔2026〕${kind}1号`);
  await dialog.getByRole('button', { name: '提出', exact: true }).click();
  await expect(page.getByText('待复核', { exact: true })).toBeVisible();
  // Whoever proposed it may only take it back.
  await page.getByRole('link', { name: '去复核' }).click();
  await expect(page.getByRole('button', { name: '撤回', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: '复核放行' })).toHaveCount(0);
  await change(page, 'finance2-demo', '/funds');
  await page.getByRole('button', { name: '复核放行' }).click();
  await expect(page.getByText('没有待复核的资金事项。')).toBeVisible();
}

test('from the notice of a department to an application in public, and on to money paid, assessed and settled', async ({
  page,
}) => {
  test.setTimeout(240_000);
  // The department publishes.
  await change(page, 'dept-demo', '/funding/notices');
  await page.getByRole('button', { name: '发布申报通知' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('combobox', { name: '政策' }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: '自有资金技改综合奖补' }).click();
  await form.getByLabel('受理起日').fill(day(0));
  await form.getByLabel('受理止日').fill(day(-1));
  await form.getByRole('button', { name: '预览' }).click();
  await expect(form.getByText('止日不能早于起日。')).toBeVisible();
  await form.getByLabel('受理止日').fill(day(30));
  await form.getByLabel('通知标题').fill('第二批综合奖补申报通知');
  await form.getByRole('button', { name: '添加一份材料' }).click();
  await form.getByLabel('第 1 份材料名称').fill('设备发票');
  await form.getByRole('button', { name: '预览' }).click();
  await expect(form.getByText('设备发票')).toBeVisible();
  await form.getByRole('button', { name: '确认发布' }).click();
  await expect(page.getByRole('button', { name: '第二批综合奖补申报通知', exact: true })).toBeVisible();
  await fits(page);

  // The enterprise applies; what it typed is there after a reload, and what is missing is said.
  await change(page, 'ent-demo', '/funding/notices');
  await page.getByRole('button', { name: '一键申报 第二批综合奖补申报通知' }).click();
  await page.getByLabel('项目名称').fill(project);
  await page.getByRole('button', { name: '开始申报' }).click();
  await expect(page).toHaveURL(/\/funding\/[0-9a-f-]{36}$/);
  const id = page.url().split('/').at(-1)!;
  await page.getByLabel('自有资金技改总投入').fill('1200');
  await page.getByLabel('其中设备和软件投入').fill('900');
  await page.getByLabel('收款户名').fill('演示企业');
  await page.reload();
  await expect(page.getByLabel('其中设备和软件投入')).toHaveValue('900');
  await expect(page.getByLabel('收款户名')).toHaveValue('演示企业');
  const quote = page.getByRole('region', { name: '按规则测算' });
  await expect(quote.getByText(/核定比例不低于5%：没有报/)).toBeVisible();
  await page.getByLabel('核定奖补比例').fill('10');
  await expect(quote.getByText('90万元', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: '提交申报' }).click();
  await expect(page.getByText('请阅读后勾选承诺。')).toBeVisible();
  await fits(page);
  await page.getByLabel('开户行').fill('某银行');
  await page.getByLabel('账号').fill('6222 0000 1234 5678');
  await page.getByRole('checkbox').check();
  await page.getByLabel('承诺人姓名').fill('王厂长');
  await page.getByLabel('上传 设备发票').setInputFiles(pdf('发票'));
  await expect(page.getByRole('button', { name: '发票.pdf', exact: true })).toBeVisible();
  await act(page, '提交申报');
  await expect(page.getByText('**** 5678')).toBeVisible();

  // County: industry and finance sign, each on its own.
  await change(page, 'entcounty-demo', '/funding?waiting=me');
  await page
    .getByRole('row', { name: new RegExp(project) })
    .getByRole('link')
    .first()
    .click();
  await act(page, '工信初审同意', '材料齐全，项目真实');
  await expect(page.getByText('财政初审同意：待签')).toBeVisible();
  await fits(page);
  await change(page, 'entfinance-demo', `/funding/${id}`);
  await act(page, '财政初审同意', '没有重复申报');

  // Region: formal check, experts, site visit.
  await change(page, 'dept-demo', `/funding/${id}`);
  await page.getByRole('button', { name: '复算核对' }).click();
  await expect(page.getByText('与留存一致')).toBeVisible();
  await act(page, '形式审查通过');
  await act(page, '抽取专家');
  const { panel } = await get<{ panel: { seats: { seat: string; paper: boolean; number: number }[] } }>(
    page,
    `/funding/applications/${id}`,
  );
  const [first, ...others] = panel.seats.filter((s) => s.paper);
  await page.goto(`/funding/seats/${first!.seat}`);
  for (const name of ['符合政策', '投入真实', '技术先进', '预期效果'])
    await page.getByRole('radiogroup', { name }).getByText('B', { exact: true }).click();
  await fits(page);
  await page.getByRole('button', { name: '提交评审表' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '提交评审表' }).click();
  await expect(page.getByText('评审表已提交。')).toBeVisible();
  const ratings = { policy: 'A', genuine: 'A', advanced: 'C', effect: 'B' };
  for (const s of others)
    await page.request.put(`/api/funding/seats/${s.seat}`, {
      headers,
      data: { revision: 0, ratings, final: true },
    });
  await page.goto(`/funding/${id}`);
  await act(page, '汇总专家评审意见', '专家组同意');
  await expect(page.getByText(/平均 .* 分（\d 位专家）/)).toBeVisible();
  await act(page, '记录现场核查', '设备在用', async (dialog) => {
    await dialog.getByLabel('核查日期').fill(day(0));
    for (const [n, who] of ['张三', '李四'].entries()) {
      await dialog.getByLabel('姓名').nth(n).fill(who);
      await dialog.getByLabel('单位').nth(n).fill('自治区工信厅');
    }
    await dialog.getByLabel('上传 现场核查照片和记录').setInputFiles(pdf('现场'));
    await expect(dialog.getByRole('button', { name: '现场.pdf', exact: true })).toBeVisible();
  });
  // Whoever checked does not approve.
  await expect(page.getByRole('button', { name: '审议通过，公示' })).toHaveCount(0);
  await change(page, 'office-demo', `/funding/${id}`);
  await act(page, '审议通过，公示', '核减未到付款部分', async (dialog) => {
    await expect(dialog.getByText('按规则现在应得 90万元。')).toBeVisible();
    await dialog.getByLabel('核定金额').fill('800000');
  });
  await expect(page.getByText('核定与申报相差 −10万元')).toBeVisible();

  // Anybody sees it and may object; the office answers.
  await page.context().clearCookies();
  await page.goto('/publicity');
  await page
    .getByRole('row', { name: new RegExp(project) })
    .getByRole('button', { name: /^提出异议/ })
    .last()
    .click();
  await page.getByLabel('姓名').fill('某公司职工');
  await page.getByLabel('联系方式').fill('0951-1234567');
  await page.getByLabel('异议内容').fill('这家企业的设备与申报的不符，请核实。');
  await page.getByRole('button', { name: '提交异议' }).click();
  await expect(page.getByText('异议已收到。')).toBeVisible();
  await change(page, 'office-demo', `/funding/${id}`);
  await page.getByRole('button', { name: '答复 某公司职工' }).click();
  await page.getByLabel('核实情况和答复').fill('经核实，设备与发票一致。');
  await page.getByRole('dialog').getByRole('button', { name: '答复', exact: true }).click();
  await expect(page.getByText('答复：经核实，设备与发票一致。')).toBeVisible();

  // The one whose notice has run out: money by two persons, then what came of it.
  await change(page, 'dept-demo', '/funding');
  const paid = await idOf(page, waiting);
  await page.goto(`/funding/${paid}`);
  await act(page, '公示期满无异议');
  await pay(page, paid, '资金计划');
  await pay(page, paid, '拨付');
  await fits(page);
  await change(page, 'ent-demo', `/funding/${paid}`);
  await act(page, '提交绩效自评', '', async (dialog) => {
    await dialog.getByLabel('目标', { exact: true }).fill('余热回收');
    await dialog.getByLabel('目标值').fill('2000吨标煤');
    await dialog.getByLabel('实际完成').fill('2100吨标煤');
    await dialog.getByLabel('自评得分').fill('92');
    await dialog.getByLabel('自评说明').fill('项目按期建成，年节能量超过目标。');
  });
  await change(page, 'dept-demo', `/funding/${paid}`);
  await act(page, '绩效评价', '评价通过', async (dialog) => {
    await dialog.getByLabel('评价得分').fill('90');
    await dialog.getByLabel('评价意见').fill('目标完成，资金使用合规。');
  });
  await change(page, 'finance-demo', `/funding/${paid}`);
  await act(page, '结清', '同意结清');
  await expect(page.getByText('已结清').first()).toBeVisible();
  await fits(page);
  await page.goto('/funding/ledger?by=enterprise');
  await expect(page.getByRole('row', { name: /永宁/ }).first()).toBeVisible();
  await fits(page);
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出 Excel' }).click();
  expect((await file).suggestedFilename()).toMatch(/台账\.xlsx$/);
});

test('a visitor sees only what is public, and an enterprise only its own', async ({ page }) => {
  await page.goto('/publicity');
  await expect(page.getByText('智能仓储改造')).toBeVisible();
  await expect(page.getByText(/6200|演示银行/)).toHaveCount(0);
  await fits(page);
  await change(page, 'dept-demo', '/funding');
  await fits(page);
  const other = await idOf(page, '智能仓储改造');
  await page.context().clearCookies();
  expect((await page.request.get('/api/funding/applications')).status()).toBe(401);
  await page.goto('/funding');
  await expect(page).toHaveURL(/\/sign-in/);

  await change(page, 'ent-demo', '/funding');
  await expect(page.getByText(waiting)).toBeVisible();
  await expect(page.getByText('智能仓储改造')).toHaveCount(0);
  await fits(page);
  await page.goto(`/funding/${other}`);
  await expect(page.getByText('没有这份申报，或它不在您的数据范围内。')).toBeVisible();
  await page.goto('/funding/ledger');
  await expect(page.getByText('您的账号没有打开这个页面的权限')).toBeVisible();
  // Another county's desk does not see it either.
  await change(page, 'county-demo', '/funding');
  await expect(page.getByText('污水深度处理改造')).toBeVisible();
  await expect(page.getByText(waiting)).toHaveCount(0);
});
