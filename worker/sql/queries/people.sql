-- What the commands for people ask.

-- name: find
select * from public.search_articles(%(query)s, %(most)s);

-- name: states
select state, lane, count(*) as deliveries, min(received_at) as oldest
from desk.delivery where state in ('claimed', 'queued', 'running', 'stored')
group by state, lane;

-- name: totals
select state, count(*) as deliveries, count(dropped_at) as dropped from desk.delivery group by state;

-- name: rates
select count(*) as finished_5m,
       coalesce(sum(article_count), 0)::bigint as articles_5m,
       count(*) filter (where finished_at > now() - interval '1 minute') as finished_1m,
       percentile_cont(0.5) within group (order by extract(epoch from finished_at - received_at)) as took_p50_s,
       percentile_cont(0.99) within group (order by extract(epoch from finished_at - received_at)) as took_p99_s
from desk.delivery
where received_at > now() - interval '1 hour' and finished_at > now() - interval '5 minutes';

-- name: last_errors
select delivery_id, path, state, reason, coalesce(detail, last_error) as error,
       coalesce(finished_at, started_at, received_at) as at
from desk.delivery
where reason is not null or last_error is not null
order by coalesce(finished_at, started_at, received_at) desc limit %(most)s;

-- name: article_counts
select count(*) as articles, count(distinct story_id) as stories,
       (select count(*) from desk.sighting) as sightings,
       (select count(*) from desk.rejection) as rejections
from desk.article;

-- name: other_algos
-- Two ranges of an index, so that it costs nothing where there are none.
select algo, sum(articles)::bigint as articles from (
    select algo, count(*) as articles from desk.article where algo < %(algo)s group by algo
    union all
    select algo, count(*) from desk.article where algo > %(algo)s group by algo
) other
group by algo order by algo;

-- name: quarantine_list
select delivery_id, path, reason, detail, attempts, size_bytes, received_at, finished_at, last_error
from public.quarantine_open order by finished_at desc limit %(most)s;

-- name: quarantined
select delivery_id, path, path_bytes, lane, reason, detail, tries as attempts, failures,
       last_error, size_bytes, received_at, finished_at
from desk.delivery
where state = 'quarantined' and dropped_at is null and delivery_id = any(%(ids)s::uuid[]);

-- name: quarantined_ids
select delivery_id from desk.delivery
where state = 'quarantined' and dropped_at is null and delivery_id > %(after)s
order by delivery_id limit %(most)s;

-- name: quarantined_like
-- A prefix of hexadecimal digits and dashes, nothing else: `like` reads no pattern in it.
select delivery_id from desk.delivery
where state = 'quarantined' and dropped_at is null and delivery_id::text like %(prefix)s || '%%'
order by delivery_id limit 2;

-- name: retake
-- After a person's fix the delivery starts anew; its file is back in the claimed folder already.
update desk.delivery
set state = 'claimed', failures = 0, alone = false, next_position = 0, bookmark = null, article_count = 0,
    rejection_count = 0, reason = null, detail = null, last_error = null, finished_at = null,
    stored_at = null, not_before = null, lease_until = null, attempt = attempt + 1
where delivery_id = %(id)s and state = 'quarantined' and dropped_at is null
returning delivery_id;

-- name: clear_rejections
delete from desk.rejection where delivery_id = %(id)s;

-- name: drop_quarantined
update desk.delivery set dropped_at = now()
where delivery_id = %(id)s and state = 'quarantined' and dropped_at is null
returning delivery_id;

-- name: pending_among
select count(*) as pending from desk.delivery
where delivery_id = any(%(ids)s) and state in ('claimed', 'queued', 'running', 'stored');

-- name: outcomes_among
select state, reason, count(*) as deliveries from desk.delivery
where delivery_id = any(%(ids)s) group by state, reason;

-- name: ledger_ids
select delivery_id from desk.delivery
where delivery_id > %(after)s order by delivery_id limit %(most)s;

-- name: ledger_rows
-- An article waits for its match as long as the delivery that brought it is pending.
select d.delivery_id, d.path_bytes, d.state, d.reason, d.finished_at, d.dropped_at,
       d.article_count, d.rejection_count,
       (select count(*) from desk.sighting s where s.delivery_id = d.delivery_id) as sightings,
       (select count(*) from desk.rejection r where r.delivery_id = d.delivery_id) as rejections,
       (select count(*) from desk.sighting s
        join desk.article a using (article_id)
        join desk.delivery f on f.delivery_id = a.first_delivery_id
        where s.delivery_id = d.delivery_id and a.matched_at is null
          and f.state in ('done', 'quarantined')) as unmatched
from desk.delivery d
where d.delivery_id = any(%(ids)s::uuid[])
order by d.delivery_id;

-- name: unseen_articles
select a.article_id, a.first_delivery_id, a.display_title from desk.article a
where not exists (select from desk.sighting s where s.article_id = a.article_id)
order by a.article_id limit %(most)s;

-- name: by_path
-- Only what came in lately, so that the index on received_at finds it.
select delivery_id, state, reason, detail, extract(epoch from finished_at - received_at)::float8 as took_s
from desk.delivery
where path = %(path)s and received_at > now() - interval '1 hour'
order by delivery_id desc limit 1;

-- name: reader
select exists (select from pg_roles where rolname = 'copytaster_reader') as there;

-- name: server
select current_setting('server_version') as version,
       pg_database_size(current_database()) as bytes,
       current_setting('server_version_num')::integer as number;

-- name: watched
-- A bigint advisory lock shows as two halves (pg_locks, objsubid 1).
select exists (
    select from pg_locks
    where locktype = 'advisory' and objsubid = 1 and granted
      and ((classid::bigint << 32) | objid::bigint) = %(key)s
) as watched;
