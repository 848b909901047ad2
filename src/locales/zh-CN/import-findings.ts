/** 导入文件的逐格意见：哪里、什么问题、怎么办。 */
export const importFindings = {
  I001: {
    title: '格式不支持',
    message: '这是{format}，无法读取',
    fix: '请在表格软件里另存为 .xlsx 或 .csv 再上传。',
  },
  I002: { title: '空文件', message: '文件里没有内容', fix: '请检查是否选错了文件。' },
  I003: {
    title: '行数过多',
    message: '共 {rows} 行，超过一次 {limit} 行的上限',
    fix: '请拆成几个文件分批上传。',
  },
  I004: { title: '文件打不开', message: '{reason}', fix: '请用表格软件打开检查，另存一份再上传。' },
  I005: { title: '空工作表', message: '工作表“{sheet}”没有内容，已略过', fix: '' },
  I101: {
    title: '不是数',
    message: '“{column}”这一格写的是“{text}”，读不成一个数',
    fix: '请改成数字；没有数据的留空或填“-”。',
  },
  I102: {
    title: '信用代码有误',
    message: '“{text}”不是有效的统一社会信用代码（{fault}）',
    fix: '请对照营业执照核对 18 位代码。',
  },
  I103: {
    title: '期间读不懂',
    message: '“{text}”不知道是哪一年哪一月',
    fix: '请写成 2019、2019年7月或 2019-07；累计数请注明所属月份。',
  },
  I104: {
    title: '没有期间',
    message: '表里没有年份或月份，也没有选定期间',
    fix: '请在上方选定这批数据属于哪一年或哪一月。',
  },
  I105: {
    title: '重复的行',
    message: '第 {row} 行与第 {before} 行是同一企业同一期间（{key}）',
    fix: '请删去其中一行，或更正企业、期间。',
  },
  I106: { title: '不应为负', message: '“{column}”写的是“{text}”，这项不应小于零', fix: '请核对原数。' },
  I107: { title: '单位已换算', message: '“{column}”按 {from} 读入，已换算为 {to}', fix: '' },
  I108: {
    title: '单位对不上',
    message: '“{column}”的单位“{unit}”不能换算成“{target}”所用的 {expected}',
    fix: '请改选单位，或把这一列对应到别的指标。',
  },
  I109: {
    title: '不知道是哪家企业',
    message: '第 {row} 行没有信用代码，也没有企业名称',
    fix: '请补上，或把代码、名称所在的列对应好。',
  },
  I110: { title: '合计行', message: '第 {row} 行“{text}”是合计，不作为企业导入', fix: '' },
  I111: { title: '重复的表头', message: '有 {count} 行是每页重复的表头，已略过', fix: '' },
  I114: {
    title: '没有写单位',
    message: '“{column}”没有写单位，按“{target}”的 {unit} 读入',
    fix: '如果不是这个单位，请在列对应里改选。',
  },
  I115: {
    title: '两列对应同一项',
    message: '{column} 列和 {before} 列都对应“{target}”，只读 {before} 列',
    fix: '请把其中一列改为别的指标，或选“不导入”。',
  },
  I116: {
    title: '没有企业',
    message: '没有一列对应到信用代码或企业名称，不知道每一行是哪家企业',
    fix: '请在“列的对应”里把代码或名称所在的列选好。',
  },
  I117: {
    title: '没有指标',
    message: '没有一列对应到指标，没有数据可以入库',
    fix: '请在“列的对应”里为数据列选好指标；名录里没有的指标先由管理方案的人加到方案包。',
  },
  I120: { title: '找不到表头', message: '工作表“{sheet}”里找不到表头', fix: '请在上方指定表头在第几行。' },
  I121: {
    title: '没有数据行',
    message: '工作表“{sheet}”的表头下面没有数据',
    fix: '请检查是否选对了工作表。',
  },
  I201: {
    title: '名录里没有这家企业',
    message: '“{name}”不在您可见的企业名录中',
    fix: '请核对代码和名称；确为新企业的，选“新增企业”并填好行业和地区。',
  },
  I202: { title: '不能替别家填报', message: '“{name}”不在您的填报范围', fix: '只能导入本单位的数据。' },
  I203: {
    title: '已锁定',
    message: '“{name}”{period} 的 {count} 个数据已经锁定，不会改动',
    fix: '确需更正的，请主管部门退回后再填。',
  },
  I204: {
    title: '同名企业不止一家',
    message: '名录里有 {count} 家叫“{name}”',
    fix: '请补上统一社会信用代码。',
  },
  I205: {
    title: '名称与名录不同',
    message: '代码对应的企业在名录里叫“{registered}”，表里写的是“{name}”',
    fix: '按代码入库；如已更名，请在企业名录里更新。',
  },
  I206: {
    title: '新增企业缺少信息',
    message: '“{name}”要新增，但没有有效的信用代码、行业小类代码或地区代码',
    fix: '请补齐这三项。',
  },
  I207: { title: '期间还没到', message: '“{period}”还没有结束', fix: '请核对期间。' },
  I208: { title: '略过', message: '“{name}”不在名录，按所选办法略过这一行', fix: '' },
} as const;
