-- Articles that are a headline and nothing else, and the fields of the agencies' standards.

alter table desk.article
    add column type text not null default 'text',
    add column subheadline text,
    add column abstract text,
    add column located text,
    add column genres text[] not null default '{}',
    add column info_sources text[] not null default '{}',
    add column expires_at timestamptz,
    add column copyright_holder text,
    add column copyright_notice text,
    add column digital_source_type text;
comment on column desk.article.body is 'Empty for an alert, which is a headline alone; of a picture, the caption';
comment on column desk.article.type is 'What the content is: text, picture, graphic, video, audio';

create function desk.is_replaced(article_id uuid) returns boolean
    -- people who read the views may not read the table that it looks into
    language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
    begin atomic
        -- a newer version under an embargo takes no place before its time; the one after it may
        with recursive newer as (
            select n.article_id, n.superseded_by,
                   n.pub_status = 'usable' and coalesce(n.embargoed_until > now(), false) as waits
            from desk.article n where n.article_id = is_replaced.article_id
            union all
            select n.article_id, n.superseded_by,
                   n.pub_status = 'usable' and coalesce(n.embargoed_until > now(), false)
            from newer join desk.article n on n.article_id = newer.superseded_by
            where newer.waits
        ) cycle article_id set again using path
        select not bool_and(waits) from newer;
    end;
comment on function desk.is_replaced is 'Whether the version that supersedes another, given by its id, does so by now';

-- once more with all columns, the new ones behind
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
        and (k.article_id > a.article_id
             or a.relation in ('duplicate', 'reprint', 'excerpt')
                and a.matched_article_id < k.article_id));

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
    a.containment, a.numbers, a.names, a.policy,
    a.type, a.subheadline, a.abstract, a.located, a.genres, a.info_sources, a.embargoed_until,
    a.expires_at, a.copyright_holder, a.copyright_notice, a.digital_source_type
from desk.usable_article a;
comment on column public.articles.body is 'Empty for an alert, which is a headline alone; of a picture, the caption';
comment on column public.articles.type is 'What the content is: text, picture, graphic, video, audio';
comment on column public.articles.located is 'Where it was written or taken, by the field that says so; dateline_place is what the copy prints';
comment on column public.articles.genres is 'What sort of text it is, in the publisher''s words';
comment on column public.articles.info_sources is 'Whom the publisher names as sources of what it says';
comment on column public.articles.embargoed_until is 'When the embargo ended: until then it was not in this view';
comment on column public.articles.expires_at is 'Not to be used after this, says its publisher; it stays in this view';
comment on column public.articles.usage_terms is 'What may be done with it; copyright_notice says whose it is';
comment on column public.articles.digital_source_type is 'How it was made, in IPTC''s words, such as trainedAlgorithmicMedia';
