/** Refusals: what happened, why, what to do next. Areas keep their own under `problem.*`; these belong to the house. */
export const problems = {
  'auth.sign-in-first': '请先登录。登录已过期或尚未登录，登录后会回到这一页。',
  'auth.not-allowed': '您的账号没有这项权限（{permission}）。如因工作需要，请联系系统管理员。',
  'auth.cross-site': '这个请求不是从本系统的页面发出的，已拒绝。请在系统页面内重新操作。',
  'auth.out-of-scope': '这一条不在您账号的数据范围内，没有保存。请核对所填地区，或请管辖该地区的单位办理。',
  'auth.too-many': '操作过于频繁，请 {seconds} 秒后再试。',
  'request.invalid': '提交的内容有 {count} 处不符合要求，请按提示修改后重新提交。',
  'request.too-large': '文件超过 {limit} MB，未接收。请拆分后分批上传。',
  'documents.changed': '这个编号下已有另一份公文，或文号刚刚被别人取用。请刷新后再签发。',
  'request.not-found': '没有这个地址。',
  'request.unexpected': '系统出了意外，已记录。请稍后重试；仍不行时请把请求编号告诉管理员。',
  'db.folder-in-use':
    '数据文件夹 {folder} 正被另一个进程（{pid}）使用。请先停止它，或用 DATA_DIR 另指文件夹。',
  'db.unreachable': '连不上 DATABASE_URL 指定的数据库：{reason}。请检查地址、账号和数据库是否已启动。',
  'db.damaged':
    '数据文件夹 {folder} 打不开，里面的数据库不完整（{reason}）。请换回备份的整个文件夹；没有备份的，先保留原样再求助，不要删除。',
  'db.no-rights':
    '数据库账号的权限不够：{reason}。请给它建一个自己的库（createdb -O 账号 库名），并允许它建立角色（CREATEROLE）。',
  'db.newer-than-program': '数据库的结构版本（{number}）比程序（{newest}）新。请升级程序，不要用旧程序打开。',
  'db.history-edited': '已执行过的迁移文件 {name} 被改动过，拒绝启动。请恢复原文件。',
  'db.conflict': '数据刚刚被别人改动，请刷新后重试。',
  'config.not-a-number': '环境变量 {name} 应是 0 到 {max} 的整数，现在是“{value}”。',
  'config.bad-file-key':
    '环境变量 DUIBIAO_FILE_KEY 不是32字节的密钥。请写64位十六进制或base64，例如 openssl rand -hex 32 的输出。',
  'files.wrong-key':
    '文件夹 {folder} 里的附件是用另一把密钥加密的，没有启动。请换回原来的 DUIBIAO_FILE_KEY 或数据文件夹中的 file.key。',
  'files.empty': '文件是空的，没有接收。',
  'files.too-large': '附件超过 {limit} MB，没有接收。请压缩扫描件或拆分后再传。',
  'files.refused-type':
    '按内容识别，这不是可以上传的文件。请传 PDF、OFD、Word（docx）、Excel（xlsx）或图片（jpg、png）；旧版 doc、xls 和加了密码的文件请另存后再传。',
  'files.refused-macros': '文件带有宏，没有接收。请另存为不带宏的 docx 或 xlsx，或转成 PDF 再传。',
  'files.refused-runs': '文件里夹带程序或网页，没有接收。请去掉后再传。',
  'files.unknown': '没有这个附件，或它已被移除。',
  'jobs.cancelled': '作业已按要求取消，没有留下半成品。',
  'jobs.unknown': '没有这个作业，或不是您提交的。',
  'jobs.unknown-kind': '程序不认识这种作业（{kind}），可能是旧版本留下的。请取消后重新发起。',
  'config.port-in-use': '端口 {port} 已被占用。请停止占用它的程序，或用 PORT 另指一个端口。',
  'calendar.unknown-year':
    '{year}年的节假日安排没有公布或没有录入，算不出工作日。请先在 content/calendars 补上这一年的安排。',
  'content.broken': '内容文件 {name} 读不了，没有启动。请按提示改正。',
  'content.broken-row': '内容文件 {file} 的第 {row} 行与栏目不符。请改正后重试。',
  'content.unknown-pack': '没有名为 {pack} 的方案。',
} as const;
