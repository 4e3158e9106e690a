-- Near-duplicates: an index of sketch keys, what was measured, links, and views that know families.

alter table desk.article
    add column keys bigint[] not null default '{}',
    add column url_key text,
    add column containment real,
    add column numbers real,
    add column names real,
    add column policy text not null default 'link' check (policy in ('link', 'hide', 'apart'));
comment on column desk.article.keys is 'Sketch of the body; only keys of one algo can be compared';
comment on column desk.article.url_key is 'The address, reduced to what names one page';
comment on column desk.article.containment is 'With numbers and names: how it compares with the matched article';
comment on column desk.article.policy is 'What config/worker.toml said of its relation when it was matched';

create index article_url on desk.article (md5(url_key)) where url_key is not null;
create index article_canceled on desk.article (story_id) where pub_status = 'canceled';

create function desk.smallest_id(at timestamptz) returns uuid
    language sql immutable parallel safe
    return (lpad(to_hex(greatest(0, extract(epoch from at) * 1000)::bigint), 12, '0')
            || '70008000000000000000')::uuid;
comment on function desk.smallest_id is 'The smallest UUIDv7 of a moment: ids from there on arrived then or later';

create table desk.posting (
    key        bigint not null,
    article_id uuid not null
) partition by range (article_id);
comment on table desk.posting is 'Which articles have a key in their sketch; a partition a month of arrival';
create index posting_key on desk.posting (key, article_id desc);
-- so that an insert never fails; empty as long as the sweep runs
create table desk.posting_other partition of desk.posting default;
comment on table desk.posting_other is 'Postings of months that have no partition yet';

create function desk.make_posting_month(month_start timestamptz) returns boolean
    language plpgsql as $$
declare
    name text := to_char(month_start at time zone 'UTC', '"posting_"YYYY_MM');
    low uuid := desk.smallest_id(month_start);
    high uuid := desk.smallest_id(
        ((month_start at time zone 'UTC') + interval '1 month') at time zone 'UTC');
begin
    if to_regclass('desk.' || name) is not null then
        return false;
    end if;
    execute format('create table desk.%I (like desk.posting including all)', name);
    lock table desk.posting_other in access exclusive mode;
    execute format('with moved as (delete from desk.posting_other where article_id >= %L'
        ' and article_id < %L returning key, article_id)'
        ' insert into desk.%I select key, article_id from moved', low, high, name);
    execute format('alter table desk.posting attach partition desk.%I for values from (%L) to (%L)',
                   name, low, high);
    execute format('comment on table desk.%I is %L', name, 'Postings of articles of one month');
    return true;
end
$$;
comment on function desk.make_posting_month is 'Makes the partition of a month, and moves there what came before it was made';

create function desk.drop_posting_month(name text) returns void
    language plpgsql as $$
begin
    execute format('drop table desk.%I', name);
end
$$;
comment on function desk.drop_posting_month is 'Drops the partition of a month that nothing is matched with any more';

do $$
declare
    this_month timestamp := date_trunc('month', now() at time zone 'UTC');
begin
    perform desk.make_posting_month((this_month + make_interval(months => n)) at time zone 'UTC')
    from generate_series(0, 2) n;
end
$$;

create table desk.link (
    article_id         uuid not null references desk.article on delete cascade,
    related_article_id uuid not null references desk.article on delete cascade,
    similarity         real not null,
    containment        real not null,
    numbers            real,
    names              real,
    because            text not null,
    primary key (article_id, related_article_id)
);
comment on table desk.link is 'Two articles that share text and are two reports';
create index link_related on desk.link (related_article_id);

create function desk.precedes(
    one_changes boolean, other_changes boolean, one_at timestamptz, other_at timestamptz,
    one_id uuid, other_id uuid
) returns boolean
    language sql immutable parallel safe
    return case
        when one_changes <> other_changes then other_changes
        -- two clocks half a year apart: one of them is wrong, arrival decides
        when one_at <> other_at and abs(extract(epoch from one_at - other_at)) < 15778800
            then one_at < other_at
        else one_id < other_id
    end;
comment on function desk.precedes is 'Which of two articles comes first, as core.window.precedes has it';

create view desk.usable_article as
select a.*
from desk.article a
where a.matched_at is not null
  and a.superseded_by is null
  and a.pub_status = 'usable'
  and a.policy <> 'hide'
  and (a.embargoed_until is null or a.embargoed_until <= now())
  -- a kill takes away what came before it, and what repeats that later; what is new after it stays
  and not exists (
      select from desk.article k
      where k.story_id = a.story_id and k.pub_status = 'canceled'
        and (k.article_id > a.article_id
             or a.relation in ('duplicate', 'reprint', 'excerpt')
                and a.matched_article_id < k.article_id));
comment on view desk.usable_article is 'What may be used now, told in one place';

create or replace view public.articles as
select
    a.article_id, a.headline, a.display_title, a.title_made, a.bylines, a.byline_email,
    a.dateline_place, a.dateline_date, a.dateline_text, a.agency, a.source, a.section, a.slugline,
    a.credit_line, a.published_at, a.published_local, a.published_zone, a.published_text,
    a.modified_at, a.language, a.ed_note, a.signals, a.urgency, a.pub_status, a.usage_terms, a.url,
    a.uri, a.version, a.body, a.word_count, a.paragraph_count, a.repeated_paragraphs, a.tags,
    array(select substr(t, 9) from unnest(a.tags) with ordinality as u (t, n)
          where t like 'country:%' order by n) as countries,
    a.story_id, a.relation, a.version_kind, a.matched_article_id, a.similarity, a.because,
    a.parser, a.stored_at, a.member,
    array(select s ->> 'scheme' || ':' || (s ->> 'code') from jsonb_array_elements(a.subjects) s)
        as subjects,
    a.containment, a.numbers, a.names, a.policy
from desk.usable_article a;
comment on view public.articles is
    'What may be used now: the latest version of each article; nothing withheld, embargoed, canceled, superseded or hidden by policy';
comment on column public.articles.similarity is 'Runs of three words shared with the matched article, of all runs of both';
comment on column public.articles.containment is 'The same, of the runs of the one of them that is held most';
comment on column public.articles.numbers is 'How far the numbers agree in the sentences that share text; names likewise';
comment on column public.articles.policy is 'link, hide or apart: what [match] in config/worker.toml said of its relation';

create or replace view public.sightings as
select
    d.path, s.delivery_id, s.position, s.article_id, a.story_id,
    case when first then a.relation else 'duplicate' end as relation,
    case when first then a.similarity else 1 end as similarity,
    case when first then a.matched_article_id else a.article_id end as matched_article_id,
    case when first then a.because
         else 'the same text, identity and status were stored before' end as because,
    s.seen_at,
    case when first then a.containment else 1 end as containment,
    case when first then a.numbers else 1 end as numbers,
    case when first then a.names else 1 end as names,
    a.policy
from desk.sighting s
join desk.delivery d using (delivery_id)
join desk.article a using (article_id)
cross join lateral (
    select s.delivery_id = a.first_delivery_id and s.position = a.first_position as first) f
where a.matched_at is not null;

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
    (array_agg(a.pub_status order by a.article_id desc))[1] = 'canceled' as canceled,
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
comment on column public.stories.canonical_article_id is 'The earliest complete version';

create or replace view public.story_timeline as
select
    a.story_id, a.article_id, a.stored_at, a.published_at, a.relation, a.version_kind,
    a.version, a.pub_status, a.source, a.agency, a.display_title, a.signals, a.ed_note,
    a.matched_article_id, a.similarity, a.because, a.superseded_by,
    a.published_local, a.containment, a.numbers, a.names, a.policy, a.url, a.word_count,
    d.path,
    exists (select from desk.usable_article u where u.article_id = a.article_id) as usable
from desk.article a
join desk.delivery d on d.delivery_id = a.first_delivery_id
where a.matched_at is not null
order by a.story_id, a.stored_at, a.article_id;
comment on column public.story_timeline.path is 'The file that brought it first';
comment on column public.story_timeline.usable is 'Whether it is in articles';

create view public.related as
select l.article_id, l.related_article_id, r.display_title as related_title,
       r.story_id as related_story_id, l.similarity, l.containment, l.numbers, l.names, l.because
from (
    select article_id, related_article_id, similarity, containment, numbers, names, because
    from desk.link
    union
    select related_article_id, article_id, similarity, containment, numbers, names, because
    from desk.link
) l
join desk.article a on a.article_id = l.article_id
join desk.article r on r.article_id = l.related_article_id
where a.matched_at is not null and r.matched_at is not null;
comment on view public.related is
    'Articles that share text and are two reports, from both sides: background, the same form with other facts, an earlier year';

create or replace view public.tag_counts_daily as
select date_trunc('day', coalesce(a.published_at, a.stored_at) at time zone 'UTC')::date as day,
       t.scheme || ':' || t.code as tag, min(t.label) as label, count(*) as articles
from desk.tag t
join desk.usable_article a using (article_id)
group by 1, 2;

create or replace function public.search_articles(query text, most integer default 50)
returns table (article_id uuid, display_title text, published_at timestamptz, source text,
               agency text, language text, rank real, snippet text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    -- each row was indexed by its own language's rules, so each language asks with its own
    with hit as (
        select a.article_id, a.search_config, q.q, ts_rank_cd(a.search, q.q) as rank
        from unnest(array['arabic', 'armenian', 'basque', 'catalan', 'danish', 'dutch', 'english',
            'finnish', 'french', 'german', 'greek', 'hindi', 'hungarian', 'indonesian', 'irish',
            'italian', 'lithuanian', 'nepali', 'norwegian', 'portuguese', 'romanian', 'russian',
            'serbian', 'spanish', 'swedish', 'tamil', 'turkish', 'yiddish', 'simple']::regconfig[])
            as c (config)
        cross join lateral (select websearch_to_tsquery(c.config, search_articles.query) as q) q
        join desk.usable_article a on a.search @@ q.q and a.search_config = c.config
        order by rank desc, a.article_id desc
        limit least(greatest(search_articles.most, 0), 1000)
    )
    select a.article_id, a.display_title, a.published_at, a.source, a.agency, a.language, h.rank,
           ts_headline(h.search_config, left(a.body, 20000), h.q,
                       'MaxFragments=1, MaxWords=25, MinWords=10, StartSel=«, StopSel=»')
    from hit h join desk.article a using (article_id)
    order by h.rank desc, a.article_id desc
$$;
