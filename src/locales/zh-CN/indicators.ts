export const indicators = {
  'problem.unknown': '没有名为 {indicator} 的企业指标。',
  'problem.derived': '“{indicator}”由公式计算得出，不能直接填报。请填报它所用的基础指标。',
  'problem.locked': '“{indicator}”{period} 的数据已锁定。如需更正，请主管部门退回后再填。',
  'problem.reason-needed': '这一步要写明理由，至少 2 个字。',
  'problem.period-in-future': '期间 {period} 还没有到。',
  'problem.already-registered':
    '要新增的企业里有已经登记在别处的，没有入库。请核对信用代码，或请管辖该企业的单位报送。',
  'problem.unknown-batch': '没有这个导入批次，或不是本单位的。',
  'problem.batch-closed': '“{name}”这一批已经入库或放弃，不能再改。',
  'problem.nothing-to-apply': '没有可以入库的行，数据库没有改动。请按逐格意见改正后重新上传。',
  'problem.unreadable': '“{name}”读不了，没有留下任何数据。请看下面的说明。',
  'problem.file-lost': '原文件“{name}”在文件夹里找不到了。请重新上传，并请系统管理员检查数据文件夹。',
  'problem.not-empty': '数据库里已经有企业，不能再生成演示省份。请换一个空的数据文件夹。',
} as const;
