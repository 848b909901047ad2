import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

export const demoPassword = 'Duibiao-e2e-2018';

/** Every journey fails on a console error or a broken request, whatever else it looks at. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('console', (m) => {
      if (m.type() === 'error' && !/status of (401|403|404|409|422)|ERR_INTERNET_DISCONNECTED/.test(m.text()))
        errors.push(m.text());
    });
    page.on('pageerror', (e) => errors.push(String(e)));
    await use(page);
    expect(errors).toEqual([]);
  },
});
export { expect };

export async function signIn(page: Page, username: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('登录名').fill(username);
  await page.getByLabel('口令').fill(demoPassword);
  await page.getByRole('button', { name: '登录', exact: true }).last().click();
  await expect(page).toHaveURL(/\/desk/);
}

/** No serious or critical accessibility fault. */
export async function expectAccessible(page: Page): Promise<void> {
  // A colour halfway through its change is nobody's choice: what fades is let finish, what turns for ever is not waited for.
  await page.waitForLoadState('networkidle');
  await expect
    .poll(() =>
      page.evaluate<number>(
        `document.getAnimations().filter((a) => a.playState === 'running' && Number.isFinite(a.effect?.getComputedTiming().endTime ?? 0)).length`,
      ),
    )
    .toBe(0);
  const result = await new AxeBuilder({ page }).analyze();
  const grave = result.violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map(
      (v) =>
        `${page.url().replace(/^[^/]*\/\/[^/]*/, '')} ${v.id}: ${v.nodes
          .map((n) => n.target.join(' '))
          .slice(0, 3)
          .join(' | ')}`,
    );
  expect(grave).toEqual([]);
}

/** The page itself never scrolls sideways. */
export async function expectNoSideways(page: Page): Promise<void> {
  expect(
    await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    ),
  ).toBeLessThanOrEqual(1);
}
