export const subjects = {
  'problem.unknown': '没有这家企业，或不在您的数据范围内。',
  'problem.already-registered': '信用代码 {code} 的企业已经登记过。请在名录中查找它。',
  'problem.bad-region': '没有代码为 {code} 的地区。请从列表中选择。',
  'problem.bad-industry': '没有代码为 {code} 的行业小类。请填四位的国民经济行业代码。',
  'problem.bad-park': '没有代码为 {code} 的园区。请从列表中选择，园区外的不填。',
  'problem.code-length': '统一社会信用代码应为 18 位，“{code}”不是。',
  'problem.code-alphabet': '“{code}”里有信用代码不使用的字符（不用 I、O、S、V、Z）。',
  'problem.code-check': '“{code}”的校验位不对，请对照营业执照逐位核对。',
} as const;
