/** 提交内容逐项的问题：在输入框下面说。 */
export const requestFindings = {
  'H.too_small': { title: '太短或太小', message: '不能少于 {minimum}', fix: '' },
  'H.too_big': { title: '太长或太大', message: '不能超过 {maximum}', fix: '' },
  'H.invalid_type': { title: '没有填或填错', message: '必须填写', fix: '' },
  'H.invalid_value': { title: '不在可选范围', message: '只能是 {values}', fix: '' },
  'H.invalid_format': { title: '格式不对', message: '格式不对，请检查', fix: '' },
  'H.invalid_union': { title: '不合要求', message: '不合要求，请检查', fix: '' },
  'H.unrecognized_keys': { title: '多余的内容', message: '有不认识的内容', fix: '' },
  'H.custom': { title: '不合要求', message: '不合要求，请检查', fix: '' },
  'H.body': { title: '内容读不懂', message: '提交的内容读不懂：{reason}', fix: '' },
  'H.file': { title: '没有文件', message: '请选择一个文件', fix: '' },
  H105: { title: '不在所列口径中', message: '请从列出的口径中选择', fix: '' },
  H106: { title: '期间还没到', message: '期间 {value} 还没有到', fix: '' },
  H107: { title: '没有理由', message: '请写明理由，至少 2 个字', fix: '' },
} as const;
