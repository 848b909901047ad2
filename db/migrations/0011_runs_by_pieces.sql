alter table run_blob add column seq int not null default 0 constraint run_blob_seq_from_zero check (seq >= 0);
alter table run_blob alter column seq drop default;
alter table run_blob drop constraint run_blob_pkey;
alter table run_blob add primary key (run_id, part, seq);
-- Compressed already: trying again costs time and saves nothing.
alter table run_blob alter column bytes set storage external;
comment on table run_blob is '批次的完整输入与结果（gzip 压缩的规范 JSON），分片存放；早期批次每部分只有一片';
comment on column run_blob.seq is '第几片：0 是总的一片，其余按行业和信用代码的顺序';
comment on column run_blob.sha256 is '本片解压后字节的散列；批次的散列由各片的散列算出';

drop index subject_industry;
create index subject_industry on subject (industry_code, code) where kind = 'enterprise';
