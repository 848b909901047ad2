/** What LibreOffice makes of a .docx: pages, and lines with their place in mm from the top left corner of the page. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Line {
  page: number;
  x: number;
  y: number;
  right: number;
  text: string;
}

export function rendered(docx: Uint8Array): { pages: number; lines: Line[] } {
  const folder = mkdtempSync(join(tmpdir(), 'official-'));
  try {
    const file = join(folder, 'document.docx');
    writeFileSync(file, docx);
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    execFileSync('soffice', [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, file], {
      stdio: 'ignore',
    });
    const out = join(folder, 'document.html');
    execFileSync('pdftotext', ['-bbox-layout', join(folder, 'document.pdf'), out]);
    const pages = readFileSync(out, 'utf8').split('<page ').slice(1);
    const mm = (points: string): number => (Number(points) * 25.4) / 72;
    const lines = pages.flatMap((p, i) =>
      [...p.matchAll(/<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"[^>]*>(.*?)<\/line>/gs)].map(
        (m) => ({
          page: i + 1,
          x: mm(m[1]!),
          y: mm(m[2]!),
          right: mm(m[3]!),
          text: [...m[4]!.matchAll(/<word[^>]*>(.*?)<\/word>/g)].map((w) => w[1]).join(''),
        }),
      ),
    );
    return { pages: pages.length, lines };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
