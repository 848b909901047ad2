/** 资金规则：编制时的错误（F1）、材料的问题（F2）、规则体检（F3），以及计算过程怎样念出来。 */
export const rules = {
  F101: { title: '编号重复', message: '编号“{id}”出现了两次', fix: '改成不同的编号。' },
  F102: { title: '写法不对', message: '“{key}”不符合规则的写法：{reason}', fix: '对照 docs/rules.md 改正。' },
  F103: {
    title: '没有这项事实',
    message: '规则里用到的“{fact}”没有定义',
    fix: '在 facts 中定义，或改正名称。',
  },
  F104: {
    title: '事实的种类不对',
    message: '“{fact}”是 {type}，这里要用 {expected}',
    fix: '换一项事实，或改正它的种类。',
  },
  F105: {
    title: '单位不对',
    message: '“{value}”的单位不能用在这里，应为 {expected}',
    fix: '写上正确的数和单位，如 300万元、20%。',
  },
  F106: {
    title: '分档次序不对',
    message: '“{from}”这一档没有高于前一档，或与别的档相同',
    fix: '各档由低到高，不要重复。',
  },
  F107: {
    title: '没有这张表',
    message: '规则引用的表“{table}”没有定义',
    fix: '在 tables 中写上，注明来源。',
  },
  F108: {
    title: '没有这个未定事项',
    message: '规则引用的未定事项“{question}”不在 open.yaml 中',
    fix: '在 open.yaml 中写上，或改正名称。',
  },
  F109: {
    title: '未定事项没有对应写法',
    message: '未定事项“{question}”的选项“{answer}”，规则里没有对应的写法，或没有这个选项',
    fix: '给每个可选口径写上规则，并在 open.yaml 中标出默认口径。',
  },
  F110: { title: '起止日期颠倒', message: '施行期止于 {to}，早于起始日 {from}', fix: '改正日期。' },
  F111: { title: '没有这条条款', message: '规则依据的条款 {provision} 不在方案包中', fix: '改正条款编号。' },
  F112: {
    title: '同名不同义',
    message: '“{fact}”在几个政策里的种类、单位或选项不一致',
    fix: '统一定义，或改用不同的名称。',
  },
  F113: { title: '没有这项政策', message: '重叠规则里的“{scheme}”没有对应的政策', fix: '改正编号。' },
  F114: {
    title: '算例不符',
    message: '“{example}”应为 {expected}，算出来是 {actual}',
    fix: '核对算例和规则，改正写错的一方。',
  },
  F201: {
    title: '不认识的事实',
    message: '没有“{fact}”这项事实',
    fix: '用 duibiao rules show 查看需要哪些事实，改正名称。',
  },
  F202: {
    title: '没有写单位',
    message: '“{fact}”写了 {value}，没有单位',
    fix: '写上单位，例如 {expected}。',
  },
  F203: {
    title: '单位不对',
    message: '“{fact}”的单位“{unit}”不能用，应与 {expected} 同类',
    fix: '换算成 {expected} 或同类单位后再报。',
  },
  F204: {
    title: '不能是负数',
    message: '“{fact}”写成了 {value}{unit}',
    fix: '核对原始凭证，填不小于零的数。',
  },
  F205: { title: '缺少事实', message: '缺少{facts}，算不出结果', fix: '补上后再算；系统不会替您猜。' },
  F206: {
    title: '不是要填的内容',
    message: '“{fact}”写成了 {value}，看不懂',
    fix: '数写成文字并带单位，如 "1200万元"；是否填 true 或 false；清单用方括号。',
  },
  F207: {
    title: '小数位太多',
    message: '“{fact}”写成 {value}{unit}，比规则能记的最小单位还细',
    fix: '金额最细到分；请按凭证上的数填。',
  },
  F208: {
    title: '数太大',
    message: '“{fact}”写成 {value}{unit}，超出了合理范围',
    fix: '核对单位，是不是把元写成了万元。',
  },
  F209: { title: '日期不对', message: '“{fact}”的日期“{value}”不对', fix: '写成 2020-06-30 这样的日期。' },
  F210: {
    title: '没有这个选项',
    message: '“{fact}”写成“{value}”，只能是：{options}',
    fix: '从所列选项中选一个。',
  },
  F211: {
    title: '附注不对',
    message: '“{fact}”的 {key} 写成“{value}”，看不懂',
    fix: 'known 写日期或UTC时刻，revision 写整数，period 写年份。',
  },
  F212: {
    title: '不在施行期内',
    message: '“{scheme}”在 {asOf} 没有施行中的规定（按 {known} 所知）。已有的规定：{terms}',
    fix: '核对日期；政策没有施行的日子不能计算。',
  },
  F213: {
    title: '材料格式不对',
    message: '事实文件的“{key}”不对',
    fix: '文件是一个对象：facts 写事实，awards 写已获资金，可另写 subject 和 project。',
  },
  F214: {
    title: '同一次修订有两个数',
    message: '“{fact}”第 {revision} 次修订出现了两个不同的数',
    fix: '给后一个数写上更大的 revision。',
  },
  F215: {
    title: '借款日期颠倒',
    message: '“{fact}”的止息日 {to} 不晚于起息日 {from}',
    fix: '核对借据上的日期。',
  },
  F216: {
    title: '已获资金写法不对',
    message: '“{fact}”每条要写 scheme、year、amount',
    fix: '例如 { "scheme": "platform-operating", "year": 2018, "amount": "200万元" }。',
  },
  F217: { title: '没有这项政策', message: '方案里没有“{scheme}”这项政策。有：{known}', fix: '核对编号。' },
  'problem.refused': '没有计算：材料有 {count} 处问题。',
  'problem.no-schemes': '方案包“{pack}”里没有资金政策。',
} as const;
