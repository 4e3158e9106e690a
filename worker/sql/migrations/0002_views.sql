-- The public API: views with comments, full-text search. Columns may be added, never taken away
-- without a note in the changelog.

create view public.articles as
select
    a.article_id, a.headline, a.display_title, a.title_made, a.bylines, a.byline_email,
    a.dateline_place, a.dateline_date, a.dateline_text, a.agency, a.source, a.section, a.slugline,
    a.credit_line, a.published_at, a.published_local, a.published_zone, a.published_text,
    a.modified_at, a.language, a.ed_note, a.signals, a.urgency, a.pub_status, a.usage_terms, a.url,
    a.uri, a.version, a.body, a.word_count, a.paragraph_count, a.repeated_paragraphs, a.tags,
    array(select substr(t, 9) from unnest(a.tags) with ordinality as u (t, n)
          where t like 'country:%' order by n) as countries,
    a.story_id, a.relation, a.version_kind, a.matched_article_id, a.similarity, a.because,
    a.parser, a.stored_at
from desk.article a
where a.matched_at is not null
  and a.superseded_by is null
  and a.pub_status = 'usable'
  and (a.embargoed_until is null or a.embargoed_until <= now());
comment on view public.articles is
    'What may be used now: the latest version of each article; nothing withheld, embargoed, canceled or superseded';
comment on column public.articles.display_title is 'The headline, or the beginning of the lede where none is printed (title_made)';
comment on column public.articles.published_at is 'Null where none is printed; never guessed';
comment on column public.articles.published_local is 'As printed, where neither the text nor the source tells the zone';
comment on column public.articles.tags is 'scheme:code, heaviest first; article_tags has the reasons';
comment on column public.articles.because is 'Why the article has this relation';

create view public.sightings as
select
    d.path, s.delivery_id, s.position, s.article_id, a.story_id,
    case when s.delivery_id = a.first_delivery_id and s.position = a.first_position
         then a.relation else 'duplicate' end as relation,
    case when s.delivery_id = a.first_delivery_id and s.position = a.first_position
         then a.similarity else 1 end as similarity,
    case when s.delivery_id = a.first_delivery_id and s.position = a.first_position
         then a.matched_article_id else a.article_id end as matched_article_id,
    case when s.delivery_id = a.first_delivery_id and s.position = a.first_position
         then a.because else 'the same text, identity and status were stored before' end as because,
    s.seen_at
from desk.sighting s
join desk.delivery d using (delivery_id)
join desk.article a using (article_id)
where a.matched_at is not null;
comment on view public.sightings is 'Each time an article was seen: in which file, at which position, and what it was to the others';

create view public.stories as
select
    a.story_id,
    (array_agg(a.display_title order by a.article_id))[1] as title,
    count(*) as articles,
    sum((select count(*) from desk.sighting s where s.article_id = a.article_id)) as sightings,
    count(distinct coalesce(a.source, a.agency)) as sources,
    min(a.published_at) as first_published_at,
    min(a.stored_at) as first_stored_at,
    max(a.stored_at) as last_stored_at,
    (array_agg(a.pub_status order by a.article_id desc))[1] = 'canceled' as canceled
from desk.article a
where a.matched_at is not null
group by a.story_id;
comment on view public.stories is 'The family of an article: versions, reprints and excerpts of one report; the smallest article id names it';

create view public.story_timeline as
select
    a.story_id, a.article_id, a.stored_at, a.published_at, a.relation, a.version_kind,
    a.version, a.pub_status, a.source, a.agency, a.display_title, a.signals, a.ed_note,
    a.matched_article_id, a.similarity, a.because, a.superseded_by
from desk.article a
where a.matched_at is not null
order by a.story_id, a.stored_at, a.article_id;
comment on view public.story_timeline is 'Every article of every story in the order of arrival, with its relation and the reason';

create view public.duplicates as
select s.path, s.delivery_id, s.position, s.seen_at, s.article_id, first.path as first_path,
       s.relation, s.matched_article_id, s.because
from public.sightings s
join desk.article a using (article_id)
join desk.delivery first on first.delivery_id = a.first_delivery_id
where s.relation in ('duplicate', 'reprint');
comment on view public.duplicates is 'Sightings that repeat what was there: which file, and the file that came first';

create view public.deliveries as
select
    d.delivery_id, d.path, d.source_hint, d.lane, d.state, d.reason, d.detail,
    d.attempt as attempts, d.failures, d.postponements, d.last_error, d.size_bytes,
    encode(d.file_sha256, 'hex') as file_sha256, d.article_count, d.rejection_count,
    d.received_at, d.started_at, d.stored_at, d.finished_at,
    d.finished_at - d.received_at as took, d.dropped_at, d.not_before, d.path_bytes
from desk.delivery d;
comment on view public.deliveries is 'The ledger: every file dropped and where it stands; claimed, queued, running and stored are pending';

create view public.rejections as
select r.delivery_id, d.path, r.position, r.reason, r.detail, d.received_at
from desk.rejection r join desk.delivery d using (delivery_id);
comment on view public.rejections is 'Every position of a file that could not be read, and why';

create view public.quarantine_open as
select d.delivery_id, d.path, d.reason, d.detail, d.attempt as attempts, d.last_error, d.size_bytes,
       d.received_at, d.finished_at
from desk.delivery d
where d.state = 'quarantined' and d.dropped_at is null;
comment on view public.quarantine_open is
    'Files that wait for a person: `copytaster quarantine retry` after the fix, or `drop`';

create view public.article_tags as
select t.article_id, t.scheme, t.code, t.scheme || ':' || t.code as tag, t.label, t.weight, t.top,
       t.method, t.because
from desk.tag t;
comment on view public.article_tags is 'Each tag with its weight, the rule that made it and the words it rests on';

create view public.article_furniture as
select a.article_id, f.n as ordinal, f.entry ->> 'text' as text, f.entry ->> 'rule' as rule
from desk.article a
cross join lateral jsonb_array_elements(a.dropped) with ordinality as f (entry, n);
comment on view public.article_furniture is 'What was on the page but is not the article, and the rule that dropped it';

create view public.tag_counts_daily as
select date_trunc('day', coalesce(a.published_at, a.stored_at) at time zone 'UTC')::date as day,
       t.scheme || ':' || t.code as tag, min(t.label) as label, count(*) as articles
from desk.tag t
join desk.article a using (article_id)
where a.matched_at is not null and a.superseded_by is null and a.pub_status = 'usable'
group by 1, 2;
comment on view public.tag_counts_daily is 'How many articles carry a tag, by day of publication (else of storing), in UTC';

create view public.sources_health as
with arrival as (
    select coalesce(a.source, a.agency, d.source_hint, '(unknown)') as source, s.seen_at,
           s.seen_at - lag(s.seen_at) over (
               partition by coalesce(a.source, a.agency, d.source_hint, '(unknown)')
               order by s.seen_at) as gap
    from desk.sighting s
    join desk.article a using (article_id)
    join desk.delivery d on d.delivery_id = s.delivery_id
    where s.seen_at > now() - interval '14 days'
), summary as (
    select source, count(*) as sightings, max(seen_at) as last_seen_at,
           percentile_cont(0.5) within group (order by extract(epoch from gap)) as usual_gap_s,
           percentile_cont(0.95) within group (order by extract(epoch from gap)) as long_gap_s,
           count(*) filter (where seen_at > now() - interval '1 hour') as last_hour,
           count(*) / greatest(1, extract(epoch from max(seen_at) - min(seen_at)) / 3600)
               as usual_per_hour
    from arrival group by source
)
select source, sightings, last_seen_at, make_interval(secs => usual_gap_s) as usual_gap, last_hour,
       round(usual_per_hour::numeric, 1) as usual_per_hour,
       case
           when sightings < 10 then 'new'
           when now() - last_seen_at > make_interval(secs => greatest(3 * long_gap_s, 600))
               then 'gone quiet'
           when last_hour > 100 and last_hour > 10 * usual_per_hour then 'gone mad'
           else 'well'
       end as health
from summary;
comment on view public.sources_health is 'Over 14 days: when each source was last seen, its usual gap, and whether it has gone quiet or gone mad';

create view public.throughput as
select date_trunc('minute', d.finished_at) as minute, count(*) as deliveries,
       count(*) filter (where d.state = 'quarantined') as quarantined,
       sum(d.article_count) as articles, sum(d.size_bytes) as bytes,
       percentile_cont(0.5) within group (order by d.finished_at - d.received_at) as took_p50,
       percentile_cont(0.99) within group (order by d.finished_at - d.received_at) as took_p99
from desk.delivery d
where d.finished_at > now() - interval '1 day'
group by 1;
comment on view public.throughput is 'The last day by the minute: files, articles, bytes, and the time from claim to done';

create function public.search_articles(query text, most integer default 50)
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
        join desk.article a on a.search @@ q.q and a.search_config = c.config
        where a.matched_at is not null and a.superseded_by is null and a.pub_status = 'usable'
          and (a.embargoed_until is null or a.embargoed_until <= now())
        order by rank desc, a.article_id desc
        limit least(greatest(search_articles.most, 0), 1000)
    )
    select a.article_id, a.display_title, a.published_at, a.source, a.agency, a.language, h.rank,
           ts_headline(h.search_config, left(a.body, 20000), h.q,
                       'MaxFragments=1, MaxWords=25, MinWords=10, StartSel=«, StopSel=»')
    from hit h join desk.article a using (article_id)
    order by h.rank desc, a.article_id desc
$$;
comment on function public.search_articles is
    'Full-text search as people type it ("trade talks" -tariff or embargo), each article by the rules of its own language';
