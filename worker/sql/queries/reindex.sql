-- Keys, postings and addresses of stored articles, made anew; see worker/reparse.py.

-- name: stop_other_algos
update desk.reparse_run set step = 'overtaken', finished_at = clock_timestamp()
where step in ('rebuild', 'match') and algo <> %(algo)s;

-- name: begin_reparse
-- Two that begin at once: the index reparse_run_running lets one insert, the other works on its run.
insert into desk.reparse_run (run_id, algo, every, matches, since_id, reached_id, last_id, total)
select %(id)s, %(algo)s, %(every)s, %(matches)s, since.id, since.id,
       coalesce(max(a.article_id::text)::uuid, since.id),
       count(a.article_id) * case when %(matches)s then 2 else 1 end
from (select coalesce(desk.smallest_id(%(since)s), %(zero)s) as id) since
left join desk.article a
  on a.article_id > since.id and (%(every)s or a.algo < %(algo)s or a.algo > %(algo)s)
group by since.id
on conflict do nothing;

-- name: running_reparse
select * from desk.reparse_run
where step in ('rebuild', 'match') and algo = %(algo)s and every = %(every)s
  and matches = %(matches)s and since_id = coalesce(desk.smallest_id(%(since)s), %(zero)s);

-- name: reparse_run
select * from desk.reparse_run where run_id = %(id)s;

-- name: missing_months
-- The months of what is to be indexed that have no partition, and are not out of date.
select m.month_start
from desk.reparse_run r
cross join lateral (
    select min(a.article_id::text)::uuid as first_id from desk.article a
    where a.article_id > r.since_id and a.article_id <= r.last_id
      and (%(every)s or a.algo < %(algo)s or a.algo > %(algo)s)) f
cross join lateral generate_series(
    date_trunc('month', greatest(desk.arrived(f.first_id),
        case when %(keep_days)s > 0 then now() - make_interval(days => %(keep_days)s) end)
        at time zone 'UTC'),
    desk.arrived(r.last_id) at time zone 'UTC', interval '1 month') as m (month_start)
where r.run_id = %(id)s
  and to_regclass('desk.' || to_char(m.month_start, '"posting_"YYYY_MM')) is null;

-- name: make_missing_month
select desk.make_posting_month(%(month_start)s::timestamp at time zone 'UTC') as made;

-- name: share_index
-- Stories are joined before this or after it: a join and a batch would wait for each other's rows.
select pg_advisory_xact_lock_shared(hashtextextended('copytaster stories', 0));

-- name: to_rebuild
-- So many, or so many bytes of text, but one at least.
select article_id, body, url from (
    select article_id, body, url,
           sum(octet_length(body)) over (order by article_id) - octet_length(body) as before
    from (select a.article_id, a.body, a.url from desk.article a
          where a.article_id > %(after)s and a.article_id <= %(last)s
            and (%(every)s or a.algo <> %(algo)s)
          order by a.article_id limit %(most)s) page
) sized
where before < %(most_bytes)s
order by article_id;

-- name: advance_reparse
-- The fence: of two processes at one run the first moves it, the other writes nothing.
update desk.reparse_run
set reached_id = %(reached)s, articles = articles + %(articles)s,
    rebuilt = rebuilt + %(rebuilt)s, joined = joined + %(joined)s
where run_id = %(id)s and step = %(step)s and reached_id = %(expected)s
returning *;

-- name: next_step
update desk.reparse_run
set step = %(next)s, reached_id = since_id,
    finished_at = case when %(next)s = 'done' then clock_timestamp() end
where run_id = %(id)s and step = %(step)s and reached_id = %(expected)s
returning *;

-- name: hold_articles
-- In the order of ids, as others do. What is taken away meanwhile is not returned.
select a.article_id from desk.article a
where a.article_id = any(%(ids)s)
order by a.article_id for no key update;

-- name: delete_old_postings
-- Of each article by the keys that it has so far; its partition is told by its id.
delete from desk.posting p
using (select a.article_id, k.key from desk.article a cross join lateral unnest(a.keys) as k (key)
       where a.article_id = any(%(ids)s)) old
where p.key = old.key and p.article_id = old.article_id;

-- name: set_keys
-- text_sha256 stays: it is what the article is known by, and another algo's may be another article's.
update desk.article a
set keys = r.keys, url_key = r.url_key, body_sha256 = decode(r.body_sha256, 'hex'),
    algo = %(algo)s
from json_to_recordset(%(rebuilt)s::json)
    as r (article_id uuid, keys bigint[], url_key text, body_sha256 text)
where a.article_id = r.article_id;

-- name: insert_new_postings
-- What is older than all that is kept of the index is not matched with any more.
insert into desk.posting (key, article_id)
select k.key, a.article_id
from desk.article a cross join lateral unnest(a.keys) as k (key)
where a.article_id = any(%(ids)s)
  and a.article_id >= (
      select desk.smallest_id(to_date(min(substr(c.relname, 9)), 'YYYY_MM')::timestamp at time zone 'UTC')
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'desk.posting'::regclass and c.relname ~ '^posting_[0-9]{4}_[0-9]{2}$')
order by k.key;

-- name: to_match
select a.article_id from desk.article a
where a.article_id > %(after)s and a.article_id <= %(last)s
  and a.relation = 'original' and a.algo = %(algo)s
order by a.article_id limit %(most)s;
