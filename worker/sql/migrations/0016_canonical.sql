-- A cut that came in before the whole of another source is no whole, though the other repeats it.

create or replace view public.stories as
select
    a.story_id,
    (array_agg(a.display_title order by a.article_id))[1] as title,
    count(*) as articles,
    sum((select count(*) from desk.sighting s where s.article_id = a.article_id)) as sightings,
    count(distinct coalesce(a.source, a.agency)) as sources,
    min(a.published_at) as first_published_at,
    min(a.stored_at) as first_stored_at,
    max(a.stored_at) as last_stored_at,
    case when bool_or(a.pub_status = 'canceled') then
        not exists (select from desk.usable_article u where u.story_id = a.story_id)
    else false end as canceled,
    case when count(*) = 1 then a.story_id else (
        -- what most others come after, and no part where there is anything else
        with member as (
            select m.article_id,
                   m.relation = 'excerpt' or exists (
                       select from desk.article o
                       where o.matched_article_id = m.article_id and o.relation = 'reprint'
                         and o.containment >= 0.8 and m.word_count <= 0.75 * o.word_count
                   ) as part,
                   m.signals && array['correction', 'update', 'recast', 'lead', 'kill'] as changes,
                   coalesce(m.published_at, m.published_local at time zone 'UTC') as at
            from desk.article m
            where m.story_id = a.story_id and m.matched_at is not null
            order by m.relation = 'excerpt', m.article_id limit 200
        ), told as (
            select article_id, part, changes,
                   case when at > '1800-01-01' and desk.smallest_id(at - interval '2 days') < article_id
                        then at end as at
            from member
        )
        select o.article_id
        from told o
        left join told t on t.article_id <> o.article_id and t.part = o.part
             and desk.precedes(o.changes, t.changes, o.at, t.at, o.article_id, t.article_id)
        group by o.article_id, o.part
        order by o.part, count(t.article_id) desc, o.article_id limit 1
    ) end as canonical_article_id
from desk.article a
where a.matched_at is not null
group by a.story_id;
