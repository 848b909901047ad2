import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSideways, signIn, test } from './support.ts';

const phone = { width: 390, height: 844 };
const desk = { width: 1366, height: 768 };

/** The next person sits down. */
async function change(page: Page, username: string): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, username);
}

/** A run of the year before, so that there is something to suggest. */
async function runBenchmark(page: Page): Promise<void> {
  const headers = { 'x-duibiao': '1' };
  const started = await page.request.post('/api/benchmarks/runs', { headers, data: { year: 2021 } });
  const { jobId } = (await started.json()) as { jobId: string };
  await expect
    .poll(
      async () => ((await (await page.request.get(`/api/jobs/${jobId}`)).json()) as { state: string }).state,
      { timeout: 45_000 },
    )
    .toBe('done');
}

const openFirst = async (page: Page): Promise<void> => {
  await page.goto('/filings');
  await page.locator('tbody tr[data-row-key] a').first().click();
  await expect(page).toHaveURL(/\/filings\/.+/);
};
/** Until the house has said so: the names of states stand on the page from the beginning. */
const done = async (page: Page, name: string): Promise<void> => {
  await act(page, name);
  await expect(page.getByText(`已办理：${name}`)).toBeVisible({ timeout: 20_000 });
};
const act = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).first().click();
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
};
const report = (name: string) => ({
  name: `${name}.pdf`,
  mimeType: 'application/pdf',
  buffer: Buffer.from(`%PDF-1.4\n% ${name}\n%%EOF`),
});
const fits = async (page: Page): Promise<void> => {
  await expectAccessible(page);
  await page.setViewportSize(phone);
  await expectNoSideways(page);
  await page.setViewportSize(desk);
};

test('a filing goes from suggestion to draft, is returned at a field, corrected, accepted, registered and followed up', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await signIn(page, 'dept-demo');
  await runBenchmark(page);

  await change(page, 'ent-demo');
  await page.goto('/filings');
  await page.getByRole('button', { name: '新建备案' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /确\s*定/ })
    .click();
  await expect(page).toHaveURL(/\/filings\/.+/);
  // The run has filled in whom to pursue and by how much.
  await expect(page.getByLabel('追赶的企业或标准')).not.toHaveValue('');
  const target = page.getByLabel('目标值').first();
  await expect(target).not.toHaveValue('');
  const benchmark = await page.getByLabel('标杆值').first().inputValue();
  await fits(page);
  // Past the day for filing of its year: said in words, with whose it is.
  await expect(page.getByText(/逾期 \d+ 天/).first()).toBeVisible();
  // Another one to pursue, picked from the register by its credit code.
  const found = await page.request.get('/api/filings/leaders?q=91');
  const { items } = (await found.json()) as { items: { name: string; creditCode: string }[] };
  await page.getByLabel('怎样选定').click();
  await page.getByTitle('自选的追赶企业').click();
  await page.getByLabel('追赶的企业或标准').fill(items[0]!.creditCode);
  await page.getByText(items[0]!.name).last().click();
  await expect(page.getByLabel('追赶的企业或标准')).toHaveValue(items[0]!.name);
  await expect(page.getByText('已对应企业名录')).toBeVisible();
  // Evidence at the first indicator; what only looks like a document is refused.
  await page
    .getByLabel(/^上传“.+”的依据$/)
    .first()
    .setInputFiles({ name: '假的.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ') });
  await expect(page.getByText('按内容识别，这不是可以上传的文件').first()).toBeVisible();
  await page
    .getByLabel(/^上传“.+”的依据$/)
    .first()
    .setInputFiles(report('检测报告'));
  await expect(page.getByRole('button', { name: '检测报告.pdf', exact: true })).toBeVisible();

  // A measure without an owner: said at the field, nothing is lost.
  await page.getByRole('button', { name: '增加措施' }).click();
  await page.getByLabel('措施内容').fill('更换节能电机');
  await page.getByLabel('所属环节').last().click();
  await page.getByTitle('装备').last().click();
  await page.getByRole('button', { name: '增加节点' }).click();
  await page.getByLabel('节点内容').fill('完成招标');
  await act(page, '提交备案');
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('请写明负责人', {
    timeout: 20_000,
  });
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /取\s*消/ })
    .click();
  await expect(page.getByText('请写明负责人。')).toBeVisible();
  await page.getByLabel('负责人').fill('生产部');
  await expect(page.getByText('请写明负责人。')).toHaveCount(0);
  // What was typed survives a reload.
  await page.reload();
  await expect(page.getByLabel('负责人')).toHaveValue('生产部');
  await done(page, '提交备案');
  await expect(page.getByText('待县区审核').first()).toBeVisible();
  await expect(page.getByRole('button', { name: '撤回修改' })).toBeVisible();

  await change(page, 'entcounty-demo');
  await openFirst(page);
  await fits(page);
  // The button beside the first indicator: the remark is about its target.
  await page.getByRole('button', { name: '提意见' }).nth(1).click();
  await page.getByRole('dialog').getByLabel('意见', { exact: true }).fill('目标偏高，请按两年分步');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: '退回', exact: true }).click();
  await expect(page.getByText('已办理：退回')).toBeVisible();
  // It lies with the enterprise now; all the county can do is remind it.
  await expect(page.getByRole('button', { name: '催办企业' })).toBeVisible();
  await expect(page.getByRole('button', { name: '受理' })).toHaveCount(0);

  await change(page, 'ent-demo');
  await openFirst(page);
  await expect(page.getByText('县区退回了这份备案')).toBeVisible();
  await expect(page.getByText('意见：目标偏高，请按两年分步').first()).toBeVisible();
  await fits(page);
  // Still better than now: half of the way.
  const baseline = await page.getByLabel('现状值').first().inputValue();
  const half = ((Number(baseline) + Number(benchmark)) / 2).toFixed(4);
  await target.fill(half);
  await page.getByRole('button', { name: '保存草稿' }).click();
  await expect(page.getByText('草稿已保存').first()).toBeVisible();
  await done(page, '提交备案');
  await expect(page.getByText('待县区审核').first()).toBeVisible();

  // The office reminds the county; what was changed since the return is there for it to see.
  await change(page, 'office-demo');
  await openFirst(page);
  await page.getByRole('button', { name: '催办县区' }).click();
  await page.getByRole('dialog').getByLabel('理由').fill('请按期审核');
  await page.getByRole('dialog').getByRole('button', { name: '催办县区', exact: true }).click();
  await expect(page.getByText('已催办 1 次')).toBeVisible();

  await change(page, 'entcounty-demo');
  await openFirst(page);
  const changed = page.getByRole('list', { name: '退回以来的改动' });
  await expect(changed.getByText('目标值')).toBeVisible();
  await expect(changed.getByText(half)).toBeVisible();
  await expect(page.getByText(/剩余 \d+ 个工作日/).first()).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '检测报告.pdf', exact: true }).click();
  expect((await download).suggestedFilename()).toBe('检测报告.pdf');
  await done(page, '受理');
  await expect(page.getByText('待自治区登记').first()).toBeVisible();

  await change(page, 'dept-demo');
  await openFirst(page);
  await done(page, '登记');
  await expect(page.getByText('执行中').first()).toBeVisible();
  await page.goto('/filings?view=park&year=2022');
  await expect(page.getByText('备案覆盖面').first()).toBeVisible();
  await expect(page.getByText('合计', { exact: true })).toBeVisible();
  await fits(page);

  await change(page, 'ent-demo');
  await openFirst(page);
  await page.getByRole('button', { name: '填报季度跟进' }).click();
  const follow = page.getByRole('dialog');
  await follow.getByLabel('完成百分比').fill('100');
  await follow.getByLabel('做了什么').fill('电机已全部更换');
  await follow.getByRole('textbox').nth(1).fill(half);
  await expectAccessible(page);
  await follow.getByRole('button', { name: '填报季度跟进' }).click();
  await expect(page.getByText('已办理：填报季度跟进')).toBeVisible();
  await expect(page.getByText('更换节能电机 100%（电机已全部更换）')).toBeVisible();
  // A hundred percent is what the enterprise says; the measure counts when its milestone is verified.
  await expect(page.locator('.stat', { hasText: '措施完成' })).toContainText('0.0%');
  const milestone = page.getByRole('group', { name: '完成招标' });
  await expect(milestone.getByRole('button', { name: '报完成' })).toBeDisabled();
  await milestone.getByLabel(/上传/).setInputFiles(report('中标通知书'));
  await expect(milestone.getByRole('button', { name: '中标通知书.pdf', exact: true })).toBeVisible();
  await milestone.getByRole('button', { name: '报完成' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '报完成', exact: true }).click();
  await expect(milestone.getByText('待县区核验').first()).toBeVisible();
  await fits(page);
  // A target is put higher, with a reason.
  await page.getByRole('button', { name: '申请变更' }).click();
  const amend = page.getByRole('dialog');
  await amend.getByLabel('目标值').first().fill(benchmark);
  await expectAccessible(page);
  await amend.getByRole('button', { name: '申请变更', exact: true }).click();
  await expect(amend.getByRole('alert').first()).toContainText('须写明理由');
  await amend.getByLabel('理由').fill('设备提前到货');
  await amend.getByRole('button', { name: '申请变更', exact: true }).click();
  await expect(page.getByText('变更待县区审核').first()).toBeVisible();

  await change(page, 'entcounty-demo');
  await openFirst(page);
  await expect(page.getByRole('list', { name: '待审的变更' }).getByText(benchmark)).toBeVisible();
  await done(page, '同意变更');
  await page.getByRole('group', { name: '完成招标' }).getByRole('button', { name: '核验通过' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '核验通过', exact: true }).click();
  await expect(page.locator('.stat', { hasText: '措施完成' })).toContainText('100.0%');
  await fits(page);

  // The ranking of the year is made final, computed again, opened and taken along.
  await change(page, 'dept-demo');
  await page.goto('/filings?view=ranking&year=2022');
  await page.getByRole('button', { name: '定稿', exact: true }).click();
  await page
    .getByRole('tooltip')
    .getByRole('button', { name: /确\s*定/ })
    .click();
  await expect(page.getByText('已定稿')).toBeVisible();
  await page.getByRole('button', { name: '复算核对' }).click();
  await expect(page.getByText('由保存的输入复算，结果一致')).toBeVisible();
  await page.locator('.ant-table-row-expand-icon').first().click();
  await expect(page.getByText(/^综合得分＝50%×/)).toBeVisible();
  await fits(page);
  const ranking = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出 Excel' }).last().click();
  expect((await ranking).suggestedFilename()).toBe('2022年园区对标排名.xlsx');
  await page.goto('/filings?due=late');
  // The one of the column; the one under the name is for telephones.
  await expect(page.getByText(/逾期 \d+ 天/).last()).toBeVisible();
  await fits(page);

  const file = page.waitForEvent('download');
  await page.goto('/filings');
  await page.getByRole('button', { name: '导出 Excel' }).click();
  expect((await file).suggestedFilename()).toBe('对标备案.xlsx');
  await fits(page);
});
