-- The slow stage: which articles the models have not seen, and what they suggest.

-- name: take_unenriched
-- Two sweeps that take at once: the primary key lets one have an article. What was taken and never
-- finished (a worker killed, a broker wiped) is taken again when its lease is over.
with wanted as (
    select a.article_id
    from desk.article a
    where a.stored_at > now() - make_interval(hours => %(hours)s) and a.matched_at is not null
      and not exists (
          select from desk.enrichment e
          where e.article_id = a.article_id and e.model_version = %(version)s
            and (e.enriched_at is not null or e.taken_at > now() - make_interval(secs => %(lease_s)s)))
    order by a.article_id desc
    limit %(most)s
)
insert into desk.enrichment as e (article_id, model_version, taken_at)
select article_id, %(version)s, now() from wanted
on conflict (article_id, model_version) do update set taken_at = now()
    where e.enriched_at is null and e.taken_at <= now() - make_interval(secs => %(lease_s)s)
returning article_id;

-- name: unenriched
select a.article_id, a.headline, a.body,
       exists (select from desk.tag t where t.article_id = a.article_id and t.scheme = 'topic'
               and t.origin <> 'model') as has_topic
from desk.article a
where a.article_id = any(%(ids)s)
  and not exists (select from desk.enrichment e
                  where e.article_id = a.article_id and e.model_version = %(version)s
                    and e.enriched_at is not null)
order by a.article_id;

-- name: lock_articles
-- The row lock keeps a run of `retag` from writing an article's list of tags from before.
select article_id from desk.article where article_id = any(%(ids)s)
order by article_id for no key update;

-- name: clear_outdated
-- What an older version suggested; nothing else is ever taken away here.
delete from desk.tag
where article_id = any(%(ids)s) and origin = 'model' and method <> %(version)s;

-- name: add_suggested
-- A tag that a rule, a table or a person set stays as it is; what a person took away stays away.
insert into desk.tag (article_id, scheme, code, label, weight, top, method, because, origin)
select r.article_id, r.scheme, r.code, r.label, r.weight, r.top, r.method, r.because, 'model'
from json_to_recordset(%(tags)s::json)
    as r (article_id uuid, scheme text, code text, label text, weight real, top text, method text,
          because jsonb)
where r.article_id = any(%(ids)s)
  and not exists (
      select from desk.tag_correction c
      where c.article_id = r.article_id and c.scheme = r.scheme and c.code = r.code and c.change = 'removed')
on conflict (article_id, scheme, code) do nothing
returning article_id;

-- name: finish_enriching
insert into desk.enrichment (article_id, model_version, taken_at, enriched_at)
select article_id, %(version)s, now(), now() from unnest(%(ids)s::uuid[]) as article_id
on conflict (article_id, model_version) do update set enriched_at = now();

-- name: list_tags
update desk.article a
set tags = array(select t.scheme || ':' || t.code from desk.tag t where t.article_id = a.article_id
                 order by t.weight desc, t.scheme, t.code)
where a.article_id = any(%(ids)s);

-- name: corrections
-- What people taught: each article that was corrected, with what it was given and denied.
select a.headline, a.body, a.tags,
       array(select c.scheme || ':' || c.code from desk.tag_correction c
             where c.article_id = a.article_id and c.change = 'added') as given,
       array(select c.scheme || ':' || c.code from desk.tag_correction c
             where c.article_id = a.article_id and c.change = 'removed') as denied
from desk.article a
where a.article_id in (select article_id from desk.tag_correction)
order by a.article_id;

-- name: others
-- Articles that nobody corrected: on the whole they lack what few articles have.
select a.headline, a.body, a.tags
from desk.article a
where not exists (select from desk.tag_correction c where c.article_id = a.article_id)
order by md5(a.article_id::text)
limit %(most)s;

-- name: labels
select scheme || ':' || code as tag, max(label) as label
from desk.tag where scheme || ':' || code = any(%(tags)s) group by 1;

-- name: learned
select scheme, code, label, plane, bias, least, f1, examples
from desk.learned_tag order by scheme, code;

-- name: forget
delete from desk.learned_tag;

-- name: keep_learned
insert into desk.learned_tag (scheme, code, label, plane, bias, least, f1, examples)
select r.scheme, r.code, r.label, r.plane, r.bias, r.least, r.f1, r.examples
from json_to_recordset(%(learned)s::json)
    as r (scheme text, code text, label text, plane real[], bias real, least real, f1 real,
          examples integer);
