-- What the commands for people ask about stories.

-- name: alike
-- What a file read outside the store has in common with what is stored; see `candidates` in match.sql.
with near as (
    select article_id from (
        select article_id, count(*) as shared, bool_or(lone) as lone,
               row_number() over (order by count(*) desc, article_id desc) as rank
        from (
            select p.article_id, count(*) over (partition by k.key) = 1 as lone
            from unnest(%(keys)s::bigint[]) as k (key)
            cross join lateral (
                select d.article_id from desk.posting d
                where d.key = k.key and d.article_id >= %(since)s
                order by d.article_id desc limit 32) p
        ) found
        group by article_id
        having count(*) >= case when cardinality(%(keys)s::bigint[]) < 8 then 1 else 2 end
            or bool_or(lone)
    ) ranked
    where rank <= case when shared >= case when cardinality(%(keys)s::bigint[]) < 8 then 1 else 2 end
                       then 16 else 4 end
), alike as (
    (select n.article_id from near n join desk.article x using (article_id)
     where x.algo = %(algo)s and x.policy <> 'apart')
    union
    (select x.article_id from desk.article x
     where x.text_sha256 = decode(%(text_sha256)s, 'hex') order by x.article_id limit 64)
    union
    (select x.article_id from desk.article x
     where md5(x.uri) = md5(%(uri)s::text) and x.uri = %(uri)s order by x.article_id desc limit 64)
    union
    (select x.article_id from desk.article x
     where md5(x.url_key) = md5(%(url_key)s::text) and x.url_key = %(url_key)s
     order by x.article_id desc limit 64)
)
select a.article_id, coalesce(a.story_id, a.article_id) as story_id, a.text_sha256, a.body_sha256,
       a.uri, a.version, a.pub_status, a.source, a.agency, a.signals, a.headline, a.url,
       coalesce(a.published_at at time zone 'UTC', a.published_local) as published_at,
       a.dateline_date, a.dateline_text, a.first_delivery_id as delivery_id,
       left(a.body, 200000) as body, length(a.body) as characters, a.display_title, a.stored_at, d.path
from alike join desk.article a using (article_id)
join desk.delivery d on d.delivery_id = a.first_delivery_id
order by a.article_id;

-- name: story_of
-- By the id of the story, of an article or of a delivery in it, or by how one of them begins.
select distinct story_id from (
    select a.story_id from desk.article a
    where a.article_id >= %(low)s::uuid and a.article_id <= %(high)s::uuid
    union
    select a.story_id from desk.sighting s join desk.article a using (article_id)
    where s.delivery_id >= %(low)s::uuid and s.delivery_id <= %(high)s::uuid
) found
where story_id is not null limit 2;

-- name: story
select t.*, s.title, s.canonical_article_id, s.canceled
from public.story_timeline t join public.stories s using (story_id)
where t.story_id = %(id)s
order by t.article_id limit %(most)s;

-- name: story_related
select r.* from public.related r join public.story_timeline t using (article_id)
where t.story_id = %(id)s and r.related_story_id <> t.story_id
order by r.similarity desc, r.related_article_id limit %(most)s;

-- name: texts_like
-- The text of an article, by its id or how it begins.
select article_id, story_id, headline, display_title, body, source, agency, version, published_at,
       published_local, stored_at, relation, version_kind
from desk.article
where article_id >= %(low)s::uuid and article_id <= %(high)s::uuid
order by article_id limit 2;
