export const jobs = {
  cancel: '取消作业',
  cancelled: '已取消，没有留下半成品。',
  'state.queued': '排队中',
  'state.running': '正在计算',
  'state.done': '已完成',
  'state.failed': '失败',
  'state.cancelled': '已取消',
} as const;
