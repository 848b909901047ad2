import { App, Button, Form, Input, Modal } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { periodText } from './period.ts';

type Project = Awaited<ReturnType<typeof api.reporting.projects>>['items'][number];
interface Values {
  name: string;
  code?: string;
  place?: string;
  from: string;
  to?: string;
}

function ProjectDialog({ project, onClose }: { project: Project | null; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const save = useMutation({
    mutationFn: (v: Values) => {
      const body = {
        name: v.name,
        code: v.code ?? '',
        place: v.place ?? '',
        from: month(v.from),
        to: v.to ? month(v.to) : null,
      };
      return project
        ? api.reporting.changeProject({
            params: { id: project.id },
            body: { ...body, version: project.version },
          })
        : api.reporting.addProject({ body });
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['reporting'] });
      onClose();
    },
    onError: (e) => void message.error(problem(e)),
  });
  const needed = [{ required: true, message: t('reportingPages.needed') }];
  return (
    <Modal
      open
      title={project ? t('reportingPages.changeProject') : t('reportingPages.addProject')}
      okText={t('common.save')}
      onOk={() => form.submit()}
      confirmLoading={save.isPending}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={(v) => save.mutate(v)}
        initialValues={project ? { ...project, from: plain(project.from), to: plain(project.to) } : {}}
      >
        <Form.Item name="name" label={t('reportingPages.projectName')} rules={needed}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="code" label={t('reportingPages.projectCode')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="place" label={t('reportingPages.projectPlace')}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="from" label={t('reportingPages.projectFrom')} rules={needed}>
          <Input type="month" min="2018-10" />
        </Form.Item>
        <Form.Item name="to" label={t('reportingPages.projectTo')} extra={t('reportingPages.projectToHint')}>
          <Input type="month" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** `2022-05` of a browser's month field and our `2022-M05`. */
const month = (text: string): string => text.replace(/^(\d{4})-(\d{2})$/, '$1-M$2');
const plain = (p: string | null): string => (p ?? '').replace('-M', '-');

/** 在建项目登记 */
export default function Projects() {
  const { t, locale } = useI18n();
  const [open, setOpen] = useState<{ project: Project | null } | null>(null);
  const q = useQuery({ queryKey: ['reporting', 'projects'], queryFn: () => api.reporting.projects() });
  return (
    <div className="page">
      <PageHead
        title={t('reportingPages.projects')}
        hint={t('reportingPages.projectsHint')}
        extra={
          <Button type="primary" onClick={() => setOpen({ project: null })}>
            {t('reportingPages.addProject')}
          </Button>
        }
      />
      <PlainTable<Project>
        label={t('reportingPages.projects')}
        query={q}
        rowKey="id"
        empty={t('reportingPages.noProjects')}
        emptyHint={t('reportingPages.noProjectsHint')}
        columns={[
          { title: t('reportingPages.projectName'), dataIndex: 'name', width: 240 },
          { title: t('reportingPages.projectCode'), dataIndex: 'code', width: 200 },
          {
            title: t('reportingPages.projectFrom'),
            width: 130,
            render: (_, p) => periodText(locale, p.from),
          },
          {
            title: t('reportingPages.projectTo'),
            width: 130,
            render: (_, p) => (p.to ? periodText(locale, p.to) : t('reportingPages.underWay')),
          },
          {
            title: t('common.actions'),
            width: 100,
            render: (_, p) => (
              <Button onClick={() => setOpen({ project: p })}>{t('reportingPages.change')}</Button>
            ),
          },
        ]}
      />
      <p>
        <Link to="/reports">{t('common.back')}</Link>
      </p>
      {open ? <ProjectDialog project={open.project} onClose={() => setOpen(null)} /> : null}
    </div>
  );
}
