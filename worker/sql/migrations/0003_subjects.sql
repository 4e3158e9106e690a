-- What publishers say themselves: subjects with their schemes, and the name inside an archive.

alter table desk.article
    add column subjects jsonb not null default '[]',
    add column member text;
comment on column desk.article.subjects is 'As the publisher tagged it: [{scheme, code, label}]';
comment on column desk.article.member is 'The name, inside its archive, of the file that it was read from';

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
        as subjects
from desk.article a
where a.matched_at is not null
  and a.superseded_by is null
  and a.pub_status = 'usable'
  and (a.embargoed_until is null or a.embargoed_until <= now());
comment on column public.articles.member is 'The name, inside its archive, of the file that it was read from';
comment on column public.articles.subjects is 'As the publisher tagged it, scheme:code; article_subjects has the labels';

create view public.article_subjects as
select a.article_id, s.n as ordinal, s.entry ->> 'scheme' as scheme, s.entry ->> 'code' as code,
       s.entry ->> 'label' as label
from desk.article a
cross join lateral jsonb_array_elements(a.subjects) with ordinality as s (entry, n);
comment on view public.article_subjects is 'What publishers say an article is about, with the scheme they use';
