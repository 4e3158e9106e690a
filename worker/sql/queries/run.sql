-- What one run of a batch asks of the ledger and the store.

-- name: begin
-- Settles who has a delivery: the row lock lets one run through, the new attempt fences off every
-- older one. A row found `running` or `stored` belongs to a run that died (its lease has passed, its
-- session is gone, or this is its own message again), unless no run is named in it. When Postgres
-- itself was restarted since, that is no fault of the file. Died in a batch: it comes again alone.
-- Died alone: that is one failure. All of a batch is read before any of it is matched, so what was
-- stored by a run that left others `running` has no part in its end.
with taken as materialized (
    select d.delivery_id, d.state as was, d.run,
           d.state in ('running', 'stored') and d.run is not null
               and d.session_start > pg_postmaster_start_time() as died
    from desk.delivery d
    where d.delivery_id = any(%(ids)s)
      and (d.state in ('claimed', 'queued')
           or d.state in ('running', 'stored')
              and (d.run = %(run)s or d.run is null or d.lease_until < now()
                   -- having waited for a lock, this sees no session that began meanwhile
                   or d.session_start < now()
                      and not exists (select from pg_stat_activity s
                                      where s.pid = d.session_pid and s.backend_start = d.session_start)))
      and (d.not_before is null or d.not_before <= now())
      and (not d.alone or %(single)s)
    order by d.delivery_id
    for update
), blamed as materialized (
    select t.delivery_id, t.was, t.died and not %(single)s as apart, t.died
    from (select delivery_id, was, coalesce(died, false) and (was = 'running' or not exists (
                     select from taken other where other.run = taken.run and other.was = 'running'))
                 as died
          from taken) t
)
update desk.delivery d
set state = case when t.was = 'stored' then 'stored' when t.apart then 'claimed' else 'running' end,
    alone = d.alone or t.apart,
    failures = d.failures + (t.died and d.run_count = 1)::integer,
    last_error = case when t.died
        then coalesce(d.last_error, 'the worker process ended in the middle of the run')
        else d.last_error end,
    attempt = d.attempt + 1,
    tries = d.tries + (not t.apart)::integer,
    run = case when not t.apart then %(run)s end, run_count = %(count)s,
    session_pid = pg_backend_pid(),
    session_start = (select backend_start from pg_stat_activity where pid = pg_backend_pid()),
    lease_until = now() + make_interval(secs => %(lease_s)s),
    not_before = null,
    started_at = coalesce(d.started_at, now())
from blamed t
where d.delivery_id = t.delivery_id
returning d.delivery_id, d.path_bytes, d.lane, d.state, d.attempt, d.tries, d.failures, d.alone,
          d.next_position, d.bookmark, d.size_bytes, d.received_at, d.last_error;

-- name: store_deliveries
-- The fence: a row of an older attempt is not returned, and nothing of it is written.
-- A delivery that ends with nothing stored is quarantined with the reason of its first rejection.
update desk.delivery d
set next_position = r.next_position,
    bookmark = r.bookmark,
    -- it came further: runs that failed before that failed at something else
    failures = case when r.next_position > d.next_position then 0 else d.failures end,
    article_count = d.article_count + r.articles,
    rejection_count = d.rejection_count + r.rejections,
    lease_until = case when r.ended and d.article_count + r.articles = 0 then null
                       else now() + make_interval(secs => %(lease_s)s) end,
    file_sha256 = coalesce(decode(r.sha256_hex, 'hex'), d.file_sha256),
    size_bytes = coalesce(r.size_bytes, d.size_bytes),
    state = case when not r.ended then 'running'
                 when d.article_count + r.articles = 0 then 'quarantined'
                 else 'stored' end,
    reason = case when r.ended and d.article_count + r.articles = 0 then coalesce(
        (select j.reason from desk.rejection j where j.delivery_id = d.delivery_id
         order by j.position limit 1), r.reason) end,
    detail = case when r.ended and d.article_count + r.articles = 0 then coalesce(
        (select j.detail from desk.rejection j where j.delivery_id = d.delivery_id
         order by j.position limit 1), r.detail) end,
    stored_at = case when r.ended and d.article_count + r.articles > 0 then now() end,
    finished_at = case when r.ended and d.article_count + r.articles = 0 then clock_timestamp() end
from json_to_recordset(%(deliveries)s::json)
    as r (delivery_id uuid, attempt integer, next_position integer, bookmark json, articles integer,
          rejections integer, ended boolean, reason text, detail text, sha256_hex text,
          size_bytes bigint)
where d.delivery_id = r.delivery_id and d.attempt = r.attempt and d.state = 'running'
returning d.delivery_id, d.state, d.article_count, d.rejection_count, d.reason, d.detail,
          d.finished_at;

-- name: insert_articles
-- In the order of the identity, so that two runs with the same texts wait for each other in one
-- direction only.
-- The unique index article_identity settles who inserts; the other's row simply is not returned.
-- `again` is for those: having waited, it sees whose text it is, and stores that of another source,
-- which the index settles as well. What this delivery itself stored is no other's, whatever its
-- source is called by now.
insert into desk.article
    (article_id, text_sha256, body_sha256, algo, first_delivery_id, first_position, parser, uri,
     version, headline, display_title, title_made, bylines, byline_email, dateline_place,
     dateline_date, dateline_text, agency, source, section, slugline, credit_line, published_at,
     published_local, published_zone, published_text, modified_at, embargoed_until, language,
     ed_note, signals, urgency, pub_status, usage_terms, url, body, word_count, paragraph_count,
     repeated_paragraphs, dropped, subjects, member, tags, keys, url_key, type, subheadline,
     abstract, located, genres, info_sources, expires_at, copyright_holder, copyright_notice,
     digital_source_type, source_key, reprinted_by, search_config, search)
select r.article_id, decode(r.text_sha256, 'hex'), decode(r.body_sha256, 'hex'), r.algo,
       r.first_delivery_id, r.first_position, r.parser, r.uri, r.version, r.headline,
       r.display_title, r.title_made, r.bylines, r.byline_email, r.dateline_place,
       r.dateline_date, r.dateline_text, r.agency, r.source, r.section, r.slugline, r.credit_line,
       r.published_at, r.published_local, r.published_zone, r.published_text, r.modified_at,
       r.embargoed_until, r.language, r.ed_note, r.signals, r.urgency, r.pub_status,
       r.usage_terms, r.url, r.body, r.word_count, r.paragraph_count, r.repeated_paragraphs,
       r.dropped, r.subjects, r.member, r.tags, r.keys, r.url_key, r.type, r.subheadline,
       r.abstract, r.located, r.genres, r.info_sources, r.expires_at, r.copyright_holder,
       r.copyright_notice, r.digital_source_type, r.source_key,
       case when %(again)s::boolean then r.source_key end, c.config,
       desk.search_vector(c.config, r.headline, r.body)
from json_to_recordset(%(articles)s::json)
    as r (article_id uuid, text_sha256 text, body_sha256 text, algo text, first_delivery_id uuid,
          first_position integer, parser text, uri text, version text, headline text,
          display_title text, title_made boolean, bylines text[], byline_email text,
          dateline_place text, dateline_date date, dateline_text text, agency text, source text,
          section text, slugline text, credit_line text, published_at timestamptz,
          published_local timestamp, published_zone text, published_text text,
          modified_at timestamptz, embargoed_until timestamptz, language text, ed_note text,
          signals text[], urgency smallint, pub_status text, usage_terms text, url text, body text,
          word_count integer, paragraph_count integer, repeated_paragraphs integer, dropped jsonb,
          subjects jsonb, member text, keys bigint[], url_key text, type text, subheadline text,
          abstract text, located text, genres text[], info_sources text[], expires_at timestamptz,
          copyright_holder text, copyright_notice text, digital_source_type text, tags text[],
          source_key text, by_source boolean)
cross join lateral (select desk.search_config(r.language) as config) c
cross join lateral (
    select count(*) as prints,
           coalesce(bool_or((a.first_delivery_id, a.first_position) = (r.first_delivery_id, r.first_position)
               or desk.same_print(r.by_source, r.source_key,
                                  a.source_key, r.url_key, a.url_key)), false) as stored
    from desk.article a
    where a.text_sha256 = decode(r.text_sha256, 'hex') and md5(a.uri) is not distinct from md5(r.uri)
      and md5(a.version) is not distinct from md5(r.version) and a.pub_status = r.pub_status) e
where case when %(again)s::boolean then e.prints > 0 and not e.stored else e.prints = 0 end
order by r.text_sha256, md5(r.uri), md5(r.version), r.pub_status, r.source_key, r.article_id
on conflict do nothing
returning article_id;

-- name: insert_postings
insert into desk.posting (key, article_id)
select k.key, a.article_id
from desk.article a cross join lateral unnest(a.keys) as k (key)
where a.article_id = any(%(ids)s)
order by k.key;

-- name: copy_tags
-- Of articles that nobody else sees yet, so that no tag of theirs is there already.
copy desk.tag (article_id, scheme, code, label, weight, top, method, because)
from stdin (format binary);

-- name: insert_sightings
-- Whoever inserted the article, it is committed or our own by now: the insert above waited for it.
-- Of several prints that of the same source, else the first.
insert into desk.sighting (delivery_id, position, article_id)
select r.delivery_id, r.position, a.article_id
from json_to_recordset(%(sightings)s::json)
    as r (delivery_id uuid, position integer, text_sha256 text, uri text, version text,
          pub_status text, source_key text, url_key text, by_source boolean)
cross join lateral (
    select p.article_id from (
        select x.article_id, x.source_key as theirs,
               x.url_key, (x.first_delivery_id, x.first_position) = (r.delivery_id, r.position) as mine
        from desk.article x
        where x.text_sha256 = decode(r.text_sha256, 'hex') and md5(x.uri) is not distinct from md5(r.uri)
          and md5(x.version) is not distinct from md5(r.version) and x.pub_status = r.pub_status) p
    where p.mine or desk.same_print(r.by_source, r.source_key, p.theirs, r.url_key, p.url_key)
    order by p.mine desc, coalesce(p.theirs = r.source_key, false) desc, p.article_id limit 1) a
on conflict (delivery_id, position) do update set article_id = excluded.article_id
returning delivery_id, position, article_id;

-- name: renew_embargoes
-- The publisher sends the same version again with another embargo, or with none: the newest holds.
-- In the order of ids, as matching takes them.
with renewed as materialized (
    select a.article_id, r.embargoed_until
    from json_to_recordset(%(articles)s::json)
        as r (text_sha256 text, uri text, version text, pub_status text, source_key text, url_key text,
              by_source boolean, embargoed_until timestamptz)
    join desk.article a
      on a.text_sha256 = decode(r.text_sha256, 'hex') and md5(a.uri) = md5(r.uri)
     and md5(a.version) is not distinct from md5(r.version) and a.pub_status = r.pub_status
    where a.embargoed_until is distinct from r.embargoed_until
      and desk.same_print(r.by_source, r.source_key,
                          a.source_key, r.url_key, a.url_key)
    order by a.article_id
    for no key update of a
)
update desk.article a set embargoed_until = r.embargoed_until
from renewed r where a.article_id = r.article_id;

-- name: insert_rejections
insert into desk.rejection (delivery_id, position, reason, detail)
select r.delivery_id, r.position, r.reason, r.detail
from json_to_recordset(%(rejections)s::json)
    as r (delivery_id uuid, position integer, reason text, detail text)
on conflict (delivery_id, position) do update set reason = excluded.reason, detail = excluded.detail;

-- name: unmatched
-- Of deliveries that are still this run's.
select a.article_id
from json_to_recordset(%(deliveries)s::json) as r (delivery_id uuid, attempt integer)
join desk.delivery d
  on d.delivery_id = r.delivery_id and d.attempt = r.attempt and d.state = 'stored'
join desk.article a on a.first_delivery_id = d.delivery_id
where a.matched_at is null
order by a.article_id;

-- name: forgive
-- It came further than the run before: those that ended badly ended at something else.
update desk.delivery d set failures = 0
where d.delivery_id = %(id)s and d.attempt = %(attempt)s and d.state = 'stored';

-- name: settle_as_original
-- Whoever settled it before, that stands.
update desk.article a
set matched_at = now(), story_id = a.article_id, relation = 'original', because = %(why)s,
    policy = 'link'
where a.article_id = %(id)s and a.matched_at is null;

-- name: finish
update desk.delivery d set state = 'done', finished_at = clock_timestamp(), lease_until = null
from json_to_recordset(%(deliveries)s::json) as r (delivery_id uuid, attempt integer)
where d.delivery_id = r.delivery_id and d.attempt = r.attempt and d.state = 'stored'
returning d.delivery_id, d.article_count, d.rejection_count, d.finished_at,
          (select json_agg(m) from (
               select a.relation, a.policy, count(*) as articles from desk.article a
               where a.first_delivery_id = d.delivery_id group by 1, 2 order by 1, 2) m) as matched;

-- name: notify
select pg_notify('article_stored', article_id::text) from unnest(%(ids)s::uuid[]) as article_id;

-- name: postpone
-- Something outside was away: the next try waits twice as long as the last, and costs no attempt.
-- No run is named any more, so that nobody takes it for one that died.
update desk.delivery d
set state = case when d.state = 'stored' then 'stored' else 'claimed' end,
    run = null, tries = greatest(d.tries - 1, 0),
    lease_until = case when d.state = 'stored'
        then now() + make_interval(secs => least(%(backoff_max_s)s::float8,
            %(backoff_s)s::float8 * power(2, least(d.postponements, 16)))) end,
    postponements = d.postponements + 1, last_error = %(error)s,
    not_before = now() + make_interval(secs => least(%(backoff_max_s)s::float8,
        %(backoff_s)s::float8 * power(2, least(d.postponements, 16))))
from json_to_recordset(%(deliveries)s::json) as r (delivery_id uuid, attempt integer)
where d.delivery_id = r.delivery_id and d.attempt = r.attempt and d.state in ('running', 'stored')
returning d.delivery_id, d.not_before;

-- name: split
-- A batch that failed whole: no one of it is to blame yet, each comes again alone. What it had
-- stored already only wants matching: its lease ends now, and it is alone as well where nothing was
-- left to read, since matching may be what failed.
with mine as materialized (
    select d.delivery_id, d.state
    from json_to_recordset(%(deliveries)s::json) as r (delivery_id uuid, attempt integer)
    join desk.delivery d on d.delivery_id = r.delivery_id and d.attempt = r.attempt
    where d.state in ('running', 'stored')
    order by d.delivery_id
    for update of d
)
update desk.delivery d
set state = case when d.state = 'stored' then 'stored' else 'claimed' end,
    run = null, last_error = %(error)s,
    alone = d.alone or m.state = 'running'
        or not exists (select from mine where mine.state = 'running'),
    lease_until = case when d.state = 'stored' then now()
                       else now() + make_interval(secs => %(publish_lease_s)s) end
from mine m
where d.delivery_id = m.delivery_id
returning d.delivery_id, d.path_bytes, d.lane, d.state, d.attempt, d.tries, d.failures, d.alone,
          d.next_position, d.size_bytes, d.received_at, d.last_error;

-- name: fail
-- One failure of a delivery that was alone. What was stored stays stored: only matching is left.
update desk.delivery d
set state = case when d.state = 'stored' then 'stored' else 'claimed' end,
    run = null, alone = true, failures = d.failures + 1, last_error = %(error)s,
    lease_until = case when d.state = 'stored' then w.until end, not_before = w.until
from (
    select delivery_id, now() + make_interval(secs => least(%(backoff_max_s)s::float8,
        %(backoff_s)s::float8 * power(2, least(failures, 16)))) as until
    from desk.delivery where delivery_id = %(id)s
) w
where d.delivery_id = w.delivery_id and d.attempt = %(attempt)s and d.state in ('running', 'stored')
returning d.failures, d.not_before;

-- name: quarantine
-- The run that gives it up has not tried it.
update desk.delivery d
set state = 'quarantined', reason = %(reason)s, detail = %(detail)s, lease_until = null,
    finished_at = clock_timestamp(), tries = greatest(d.tries - 1, 0)
where d.delivery_id = %(id)s and d.attempt = %(attempt)s and d.state in ('running', 'stored')
returning d.finished_at, d.tries;

-- name: not_tried
-- The run that gives up what is left of it has not tried it; what is stored it takes to its end.
update desk.delivery d set tries = greatest(d.tries - 1, 0)
where d.delivery_id = %(id)s and d.attempt = %(attempt)s and d.state = 'running'
returning d.tries;

-- name: reopen
-- The file changed after it was read: what was read of it is undone, and it is read again.
with reopened as (
    update desk.delivery d
    set state = 'claimed', next_position = 0, bookmark = null, article_count = 0, rejection_count = 0,
        reason = null, detail = null, stored_at = null, finished_at = null, lease_until = null,
        not_before = now() + make_interval(secs => %(backoff_s)s), postponements = d.postponements + 1
    where d.delivery_id = %(id)s and d.attempt = %(attempt)s
      and d.state in ('done', 'quarantined', 'stored', 'running')
    returning d.delivery_id
), unseen as (
    delete from desk.sighting s using reopened r where s.delivery_id = r.delivery_id
    returning s.article_id
), unrejected as (
    delete from desk.rejection j using reopened r where j.delivery_id = r.delivery_id
)
select r.delivery_id, array(select article_id from unseen) as article_ids from reopened r;

-- name: delete_unseen
-- Only what no other delivery has seen; nothing else in the product deletes an article.
with gone as (
    delete from desk.article a
    where a.article_id = any(%(ids)s)
      and not exists (select from desk.sighting s where s.article_id = a.article_id)
    returning a.article_id, a.keys
)
delete from desk.posting p
using (select g.article_id, k.key from gone g cross join lateral unnest(g.keys) as k (key)) g
where p.key = g.key and p.article_id = g.article_id;
