-- What matching asks for new articles, a batch at a time, inside transaction 2.

-- name: candidates
-- Transaction 1 has committed, so of two of a kind taken at once at least one sees the other here.
-- Under a key only the newest are looked at, which bounds the work of a hot key; of what shares
-- text the nearest are compared, see core.candidates. The two bounds leave a month or two of the
-- index to be looked at: each partition more is a descent more under every key.
with new_article as materialized (
    select a.article_id, a.text_sha256, a.uri, a.url_key, a.keys,
           case when cardinality(a.keys) < 8 then 1 else 2 end as wanted
    from desk.article a where a.article_id = any(%(ids)s)
), shared as (
    select n.article_id as of_article_id, n.wanted, cardinality(p.newest) = 1 as alone,
           unnest(p.newest) as article_id
    from new_article n
    cross join lateral unnest(n.keys) as k (key)
    cross join lateral (
        select array(
            select d.article_id from desk.posting d
            where d.key = k.key and d.article_id >= %(since)s and d.article_id < %(until)s
              and d.article_id <> n.article_id
            order by d.article_id desc limit 32) as newest
        offset 0) p
), near as (
    select of_article_id, article_id from (
        select of_article_id, article_id, wanted, count(*) as shared,
               row_number() over (partition by of_article_id
                                  order by count(*) desc, article_id desc) as rank
        from shared
        group by of_article_id, article_id, wanted
        having count(*) >= wanted or bool_or(alone)
    ) ranked
    where rank <= case when shared >= wanted then 16 else 4 end
)
select near.of_article_id, near.article_id, 'keys' as by
from near
union all
select n.article_id, c.article_id, c.by
from new_article n
cross join lateral (
    (select x.article_id, 'text' as by from desk.article x
     where x.text_sha256 = n.text_sha256 and x.article_id <> n.article_id
     order by x.article_id limit 64)
    union all
    (select x.article_id, 'uri' from desk.article x
     where md5(x.uri) = md5(n.uri) and x.uri = n.uri and x.article_id <> n.article_id
     order by x.article_id desc limit 64)
    union all
    (select x.article_id, 'url' from desk.article x
     where md5(x.url_key) = md5(n.url_key) and x.url_key = n.url_key
       and x.article_id <> n.article_id
     order by x.article_id desc limit 64)
) c;

-- name: looked_at
-- The body only of those that are compared, and of no body more than is compared.
select a.article_id, coalesce(a.story_id, a.article_id) as story_id, a.text_sha256, a.body_sha256,
       a.uri, a.version, a.pub_status, a.source, a.agency, a.signals, a.headline, a.url,
       coalesce(a.published_at at time zone 'UTC', a.published_local) as published_at,
       a.dateline_date, a.dateline_text, a.first_delivery_id as delivery_id,
       case when a.article_id = any(%(compared)s) then left(a.body, 200000) else '' end as body,
       case when a.article_id = any(%(compared)s) then length(a.body) end as characters,
       a.policy, a.algo
from desk.article a
where a.article_id = any(%(ids)s)
order by a.article_id;

-- name: standing
-- What others may have decided about articles that were looked at.
select a.article_id, coalesce(a.story_id, a.article_id) as story_id, a.policy
from desk.article a
where a.article_id = any(%(ids)s);

-- name: share_stories
-- Held from looking around until the commit by those that join nothing. A join waits for them: one
-- that was stored too late for them to see it then finds their stories written.
select pg_advisory_xact_lock_shared(hashtextextended('copytaster stories', 0));

-- name: lock_stories
-- Joins are few; one at a time, so that a chain A-B, B-C joined at once ends in one story.
select pg_advisory_xact_lock(hashtextextended('copytaster stories', 0));

-- name: joins_seen
-- Asked while the lock is shared: nobody joins at this moment.
select last_value as joins from desk.story_join;

-- name: next_join
select nextval('desk.story_join') as joins;

-- name: join_stories
update desk.article a set story_id = r.story_id
from json_to_recordset(%(joins)s::json) as r (from_story_id uuid, story_id uuid)
where a.story_id = r.from_story_id and a.story_id <> r.story_id;

-- name: set_verdicts
update desk.article a
set matched_at = now(), story_id = r.story_id, relation = r.relation,
    version_kind = r.version_kind, matched_article_id = r.matched_article_id,
    similarity = r.similarity, containment = r.containment, numbers = r.numbers, names = r.names,
    because = r.because, policy = r.policy
from json_to_recordset(%(verdicts)s::json)
    as r (article_id uuid, story_id uuid, relation text, version_kind text,
          matched_article_id uuid, similarity real, containment real, numbers real, names real,
          because text, policy text)
where a.article_id = r.article_id and a.matched_at is null;

-- name: revise
-- An earlier report came in after these: they are no originals any more.
update desk.article a
set relation = r.relation, version_kind = r.version_kind,
    matched_article_id = r.matched_article_id, similarity = r.similarity,
    containment = r.containment, numbers = r.numbers, names = r.names, because = r.because,
    policy = r.policy
from json_to_recordset(%(revisions)s::json)
    as r (article_id uuid, relation text, version_kind text, matched_article_id uuid,
          similarity real, containment real, numbers real, names real, because text, policy text)
where a.article_id = r.article_id and a.matched_at is not null and a.relation = 'original'
returning a.article_id;

-- name: insert_links
insert into desk.link
    (article_id, related_article_id, similarity, containment, numbers, names, because)
select r.article_id, r.related_article_id, r.similarity, r.containment, r.numbers, r.names, r.because
from json_to_recordset(%(links)s::json)
    as r (article_id uuid, related_article_id uuid, similarity real, containment real,
          numbers real, names real, because text)
-- what was compared may have been taken away since: nothing is linked then
where exists (select from desk.article a where a.article_id = r.related_article_id)
on conflict do nothing;

-- name: supersede
update desk.article a set superseded_by = r.by_article_id
from json_to_recordset(%(pairs)s::json) as r (article_id uuid, by_article_id uuid)
where a.article_id = r.article_id;
