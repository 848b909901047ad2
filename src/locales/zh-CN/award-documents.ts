/** 评价与奖励的公示和通报，公文用语。 */
export const awardDocuments = {
  simulated: '以下为模拟数据生成的演示文稿，企业和得分都不是真实的',
  noticeTitle1: '关于{year}年度工业企业行业对标',
  noticeTitle2: '拟奖励企业名单的公示',
  noticeBody:
    '根据{grounds}，经定量评价、专家评议和集体审议，在{evaluated}家参评企业中，拟评定{sum}。现将名单予以公示。',
  noticeDays: '公示时间：{from}至{to}，共{days}个工作日。',
  objections:
    '公示期内，任何单位和个人对名单有异议的，可以书面或者通过本系统提出，并请写明真实姓名、联系方式和具体事实。逾期不再受理。',
  resultTitle1: '关于{year}年度工业企业行业对标',
  resultTitle2: '评价结果的通报',
  addressee: '各市、县（区）工业主管部门，宁东管委会经济发展局，有关企业',
  resultBody:
    '根据{grounds}，{year}年度工业企业行业对标评价工作已经完成。本次参评企业{evaluated}家，因否决情形不参评{vetoed}家。经定量评价、专家评议、集体审议和公示，评定{sum}。现予通报。',
  grounds: '《{title}》（{number}）和工业企业行业对标奖励{edition}',
  count: '{title}{count}家',
  prize: '{title}企业每家奖励{value}{unit}。',
  nobody: '本年度没有企业入选。',
  place: '序号',
  enterprise: '企业名称',
  region: '地区',
  industry: '行业',
  traced: '以上结果可以复核：第{seq}次计算，校验码{hash}；末位入选总分：{lowest}。',
  note: '此件公开发布',
  office: '{signer}办公室',
  file: '{title}{kind}',
  'kind.notice': '公示',
  'kind.result': '结果通报',
} as const;
