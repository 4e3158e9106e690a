-- A kill holds against whatever repeats the killed text, in whatever order the two come in.

create function desk.repeats_killed(article_id uuid, kill_id uuid) returns boolean
    -- people who read the views may not read the table that it looks into
    language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
    begin atomic
        -- from reprint to reprint, down to what was killed; each is matched with the nearest there was
        with recursive repeated as (
            select a.article_id, a.matched_article_id, a.relation, a.signals, a.uri, a.url_key,
                   false as killed
            from desk.article a where a.article_id = repeats_killed.article_id
            union all
            select m.article_id, m.matched_article_id, m.relation, m.signals, m.uri, m.url_key,
                   m.article_id <= k.article_id
                   -- an older version than the kill that came in after it
                   or m.superseded_by is not null and coalesce(m.uri = k.uri, false)
            from repeated r
            join desk.article m on m.article_id = r.matched_article_id
            join desk.article k on k.article_id = repeats_killed.kill_id
            where not r.killed
              and (r.relation <> 'version'
                   -- its own text without a word of what has changed; a new version of the item says it
                   or not r.signals && array['correction', 'update', 'recast', 'lead']
                      and not coalesce(r.uri = m.uri, false)
                      and not coalesce(r.url_key = m.url_key, false))
        ) cycle article_id set again using path
        select bool_or(killed) from repeated;
    end;
comment on function desk.repeats_killed is 'Whether an article repeats, without a correction or a new version, what a kill of its story took away';

create or replace view desk.usable_article as
select a.*
from desk.article a
where a.matched_at is not null
  and (a.superseded_by is null or not desk.is_replaced(a.superseded_by))
  and a.pub_status = 'usable'
  and a.policy <> 'hide'
  and (a.embargoed_until is null or a.embargoed_until <= now())
  -- a kill takes away what came before it, and what repeats that later; what is new after it stays
  and not exists (
      select from desk.article k
      where k.story_id = a.story_id and k.pub_status = 'canceled'
        and (k.article_id > a.article_id or desk.repeats_killed(a.article_id, k.article_id)));

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
        -- what most others come after, and no excerpt where there is anything else
        with member as (
            select m.article_id, m.relation = 'excerpt' as part,
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
comment on column public.stories.canceled is 'Whether a kill has left nothing of it in articles';
