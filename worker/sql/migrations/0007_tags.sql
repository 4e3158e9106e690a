-- Tags after the first reading: corrections by people, rules applied again, the slow stage, tables
-- to look codes up in, and a comment on every column of the public views.

alter table desk.tag
    add column origin text not null default 'rule' check (origin in ('rule', 'person', 'model'));
comment on column desk.tag.origin is 'rule: the rules and tables of the worker, made anew by retag; person: a correction; model: the slow stage';
comment on column desk.tag.method is 'The rule, table or model that made it';
comment on column desk.tag.because is 'The words that it rests on: [{text, field, start, end}], offsets in characters';

create table desk.tag_correction (
    article_id   uuid not null references desk.article on delete cascade,
    scheme       text not null,
    code         text not null,
    label        text not null,
    change       text not null check (change in ('added', 'removed')),
    corrected_by text not null,
    corrected_at timestamptz not null default clock_timestamp(),
    primary key (article_id, scheme, code)
);
comment on table desk.tag_correction is 'The newest word of a person on one tag of one article; it holds whatever rules and models say';
create index tag_correction_code on desk.tag_correction (scheme, code);

create table desk.enrichment (
    article_id    uuid not null references desk.article on delete cascade,
    model_version text not null,
    enriched_at   timestamptz not null default clock_timestamp(),
    primary key (article_id, model_version)
);
comment on table desk.enrichment is 'Which model has seen which article, so that the slow stage looks at none twice';
comment on column desk.enrichment.model_version is 'Name and version of the model; another version sees every article anew';

create table desk.retag_run (
    run_id      uuid primary key,
    rules       text not null,
    first_id    uuid not null,
    last_id     uuid not null,
    reached_id  uuid not null,
    state       text not null default 'running' check (state in ('running', 'done', 'overtaken')),
    total       bigint not null,
    articles    bigint not null default 0,
    changed     bigint not null default 0,
    started_at  timestamptz not null default clock_timestamp(),
    moved_at    timestamptz not null default clock_timestamp(),
    finished_at timestamptz
);
comment on table desk.retag_run is 'How far `copytaster retag` came; what was stopped goes on from there';
comment on column desk.retag_run.rules is 'SHA-256 of the rules and tables; a run of others is overtaken, not gone on with';
comment on column desk.retag_run.reached_id is 'Everything up to here is done; also the fence, see `advance` in tags.sql';
comment on column desk.retag_run.total is 'Articles between first_id and last_id when it began';
-- two that begin at once work on one run
create unique index retag_run_running on desk.retag_run (rules, first_id) where state = 'running';

create table desk.reference (
    name      text primary key,
    checksum  text not null,
    filled_at timestamptz not null default clock_timestamp()
);
comment on table desk.reference is 'Which text each table of reference was filled from; `copytaster migrate` fills it anew when that changes';

create table desk.topic (
    code    text primary key,
    top     text not null,
    broader text,
    label   text not null,
    labels  jsonb not null
);
comment on table desk.topic is 'IPTC Media Topics, for people who query; the workers do not read it';

create table desk.place (
    code        text primary key,
    label       text not null,
    kind        text not null,
    country     text,
    subdivision text,
    latitude    real,
    longitude   real
);
comment on table desk.place is 'Places that tags name, for people who query; the workers do not read it';
create index place_country on desk.place (country);

create function desk.search_vector(config regconfig, headline text, body text) returns tsvector
    language sql immutable parallel safe
    -- a tsvector holds a megabyte; a body may hold more, and its end is the part to leave out:
    -- sooner where letters take three bytes or four, since parts of compounds count twice
    return setweight(to_tsvector(config, left(coalesce(headline, ''), 10000)), 'A')
        || setweight(to_tsvector(config, left(body,
               case when octet_length(left(body, 150000)) > 300000 then 100000 else 150000 end)), 'B');
comment on function desk.search_vector is 'What full-text search finds an article by: the headline weighs most';

-- the day that tag_counts_daily counts by, so that it can be asked for a week
create index article_day on desk.article
    ((coalesce(published_at at time zone 'UTC', published_local, stored_at at time zone 'UTC')::date))
    where matched_at is not null;

create view public.topics as
select t.code, t.top, t.broader, t.label, t.labels from desk.topic t;
comment on view public.topics is 'IPTC Media Topics (CC BY 4.0, IPTC): the codes of tags of scheme topic, with labels in 13 languages';

create view public.places as
select p.code, p.label, p.kind, p.country, p.subdivision, p.latitude, p.longitude from desk.place p;
comment on view public.places is 'The places that tags of scheme place name, with where they lie (GeoNames, CC BY 4.0)';

create or replace view public.article_tags as
select t.article_id, t.scheme, t.code, t.scheme || ':' || t.code as tag, t.label, t.weight, t.top,
       t.method, t.because, t.origin, c.corrected_by, c.corrected_at
from desk.tag t
left join desk.tag_correction c using (article_id, scheme, code);

create view public.tag_corrections as
select c.article_id, c.scheme, c.code, c.scheme || ':' || c.code as tag, c.label, c.change,
       c.corrected_by, c.corrected_at
from desk.tag_correction c;
comment on view public.tag_corrections is 'What people said of tags with `copytaster tag add` and `tag remove`: the newest word on each';

create or replace view public.tag_counts_daily as
select coalesce(a.published_at at time zone 'UTC', a.published_local,
                a.stored_at at time zone 'UTC')::date as day,
       t.scheme || ':' || t.code as tag, min(t.label) as label, count(*) as articles,
       t.scheme, t.code
from desk.tag t
join desk.usable_article a using (article_id)
group by 1, t.scheme, t.code;
comment on view public.tag_counts_daily is
    'How many articles carry a tag, by the day printed (in UTC where the zone is known), else of storing; ask for days, or for a scheme and code';

create view public.co_tags as
select t.scheme, t.code, w.scheme as with_scheme, w.code as with_code, count(*) as articles,
       min(w.label) as with_label
from desk.tag t
join desk.usable_article a using (article_id)
join desk.tag w on w.article_id = t.article_id and (w.scheme, w.code) <> (t.scheme, t.code)
group by t.scheme, t.code, w.scheme, w.code;
comment on view public.co_tags is 'Which tags stand beside which, and on how many articles; ask for one scheme and code';

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
    a.expires_at, a.copyright_holder, a.copyright_notice, a.digital_source_type,
    -- Chinese, Japanese and others write without blanks: there characters count
    ceil(case when a.language in ('zh', 'ja', 'th', 'lo', 'km', 'my', 'bo', 'dz')
              then char_length(a.body) / 400.0 else a.word_count / 230.0 end)::integer
        as reading_minutes
from desk.usable_article a;
comment on column public.articles.reading_minutes is 'At 230 words a minute, or 400 characters where a language is written without blanks; rounded up';

-- A column says what it holds. One name is one meaning in all views, told once; what differs in one
-- of them is told below.
do $$
declare
    told record;
begin
    for told in
        select v.view, c.name, c.meaning
        from unnest(array[
            'articles', 'sightings', 'stories', 'story_timeline', 'duplicates', 'deliveries',
            'rejections', 'quarantine_open', 'article_tags', 'article_furniture', 'article_subjects',
            'tag_counts_daily', 'sources_health', 'throughput', 'related', 'co_tags',
            'tag_corrections', 'topics', 'places']) as v (view)
        cross join (values
            ('article_id', 'The article; ids sort by arrival'),
            ('delivery_id', 'The file that was dropped; ids sort by arrival'),
            ('story_id', 'The story: the smallest id of its articles'),
            ('path', 'The file''s path below the inbox; its first folder is a hint at the source'),
            ('position', 'Which article of the file, from 0'),
            ('headline', 'As printed; null where none is'),
            ('display_title', 'The headline, or the beginning of the lede where none is printed'),
            ('title_made', 'Whether display_title was made from the lede'),
            ('bylines', 'Who wrote it, as printed'),
            ('byline_email', 'The address printed with the first byline'),
            ('dateline_place', 'Where it was filed, as printed'),
            ('dateline_date', 'The day of the dateline; null where its year is not known'),
            ('dateline_text', 'The day of the dateline as printed'),
            ('agency', 'The news agency, by its usual name'),
            ('source', 'Who published it, by its usual name'),
            ('section', 'The publisher''s section, as printed'),
            ('slugline', 'The wire''s keyword line'),
            ('credit_line', 'Whom the publisher credits, as printed'),
            ('published_at', 'Null where none is printed; never guessed'),
            ('published_local', 'As printed, where neither the text nor the source tells the zone'),
            ('published_zone', 'The zone that published_at was printed in, as name or offset'),
            ('published_text', 'The words that the time was read from'),
            ('modified_at', 'When its publisher changed it last, as printed'),
            ('language', 'ISO 639 code: as declared, else told from the words'),
            ('ed_note', 'The note to editors, as printed'),
            ('signals', 'What the note says was done: correction, update, recast, lead, kill, advisory, embargo'),
            ('urgency', 'The editors'' own, 1 most to 9 least'),
            ('pub_status', 'usable, withheld or canceled'),
            ('url', 'The address of its page'),
            ('uri', 'The publisher''s own name for it'),
            ('version', 'The publisher''s own version, as text'),
            ('word_count', 'Words of the body between white space'),
            ('paragraph_count', 'Paragraphs of the body'),
            ('repeated_paragraphs', 'Paragraphs that stood there again and were left out'),
            ('countries', 'The codes of the tags of scheme country, heaviest first'),
            ('relation', 'original, duplicate, reprint, version or excerpt'),
            ('version_kind', 'Of a version: correction, update, revision or kill'),
            ('matched_article_id', 'The article that relation is about'),
            ('similarity', 'Runs of three words shared with the matched article, of all runs of both'),
            ('containment', 'The same, of the runs of the one of them that is held most'),
            ('numbers', 'How far the numbers agree in the sentences that share text'),
            ('names', 'How far the names agree in the sentences that share text'),
            ('policy', 'link, hide or apart: what [match] in config/worker.toml said of its relation'),
            ('because', 'Why the article has this relation'),
            ('parser', 'The format that it was read as'),
            ('stored_at', 'When it was stored'),
            ('subheadline', 'The line below the headline'),
            ('abstract', 'The publisher''s summary'),
            ('copyright_holder', 'Whose it is'),
            ('copyright_notice', 'The line that says whose it is'),
            ('seen_at', 'When the file was read'),
            ('superseded_by', 'The newer version that took its place'),
            ('scheme', 'The vocabulary of the code'),
            ('code', 'The entry of the vocabulary'),
            ('tag', 'scheme:code, as in articles.tags'),
            ('label', 'What people call it'),
            ('articles', 'How many articles'),
            ('reason', 'Why it could not be read, as one word to group by'),
            ('detail', 'The same as a sentence'),
            ('last_error', 'What the newest run that ended badly died of'),
            ('size_bytes', 'Length of the file'),
            ('received_at', 'When it was claimed'),
            ('finished_at', 'When it was done, or quarantined'),
            ('attempts', 'Runs that took it so far'),
            ('corrected_by', 'Who said so; null where nobody corrected this tag'),
            ('corrected_at', 'When it was said')
        ) as c (name, meaning)
        join pg_attribute a on a.attrelid = to_regclass('public.' || v.view) and a.attname = c.name
        where col_description(a.attrelid, a.attnum) is null
    loop
        execute format('comment on column public.%I.%I is %L', told.view, told.name, told.meaning);
    end loop;
end
$$;

comment on column public.sightings.relation is 'What this sighting is to what was seen before: original, duplicate, reprint, version or excerpt';
comment on column public.stories.title is 'The display title of its first article';
comment on column public.stories.sightings is 'How often its articles were seen, in all files';
comment on column public.stories.sources is 'How many sources brought it';
comment on column public.stories.first_published_at is 'The earliest time printed on any of them';
comment on column public.stories.first_stored_at is 'When its first article was stored';
comment on column public.stories.last_stored_at is 'When its newest article was stored';
comment on column public.stories.canceled is 'Whether the newest of its articles is a kill';
comment on column public.duplicates.first_path is 'The file that came first';
comment on column public.related.related_article_id is 'The article that it shares text with';
comment on column public.related.related_title is 'The other''s display title';
comment on column public.related.related_story_id is 'The other''s story';
comment on column public.related.similarity is 'Runs of three words that both have, of all runs of both';
comment on column public.related.because is 'Why they are two reports';
comment on column public.deliveries.source_hint is 'What its folder says of the source';
comment on column public.deliveries.lane is 'live, or backlog for a bulk drop';
comment on column public.deliveries.state is 'claimed, queued, running, stored: pending; done or quarantined: finished';
comment on column public.deliveries.failures is 'Runs that ended badly while it was alone in its message';
comment on column public.deliveries.postponements is 'How often it waited because something outside was away';
comment on column public.deliveries.file_sha256 is 'Of the file''s bytes, in hexadecimal';
comment on column public.deliveries.article_count is 'Articles read from it';
comment on column public.deliveries.rejection_count is 'Positions of it that could not be read';
comment on column public.deliveries.started_at is 'When its first run began';
comment on column public.deliveries.stored_at is 'When all of it was stored';
comment on column public.deliveries.took is 'From claim to done or quarantine';
comment on column public.deliveries.dropped_at is 'When a person gave it up in quarantine';
comment on column public.deliveries.not_before is 'It waits until then: something outside was away, or a run failed';
comment on column public.deliveries.path_bytes is 'The path as the file system has it; any bytes';
comment on column public.article_tags.weight is 'How much the article is about it: above 0, to 1';
comment on column public.article_tags.top is 'Of a topic, its top-level code';
comment on column public.article_tags.method is 'The rule, table or model that made it; person where one did';
comment on column public.article_tags.because is 'The words that it rests on: [{text, field, start, end}], offsets in characters of the field';
comment on column public.article_tags.origin is 'rule: made anew by `copytaster retag`; person: a correction; model: the slow stage';
comment on column public.tag_corrections.change is 'added or removed';
comment on column public.article_furniture.ordinal is 'Its place among what was dropped, from 1';
comment on column public.article_furniture.text is 'What stood there';
comment on column public.article_furniture.rule is 'The rule that dropped it';
comment on column public.article_subjects.ordinal is 'Its place among the publisher''s subjects, from 1';
comment on column public.article_subjects.scheme is 'The vocabulary as the publisher names it; empty where none is named';
comment on column public.article_subjects.code is 'The entry''s code, or the word itself where there is none';
comment on column public.tag_counts_daily.day is 'As printed, in UTC where the zone is known; the day of storing where none is printed';
comment on column public.co_tags.with_scheme is 'The scheme of the tag that stands beside it';
comment on column public.co_tags.with_code is 'The code of the tag that stands beside it';
comment on column public.co_tags.with_label is 'What people call the tag that stands beside it';
comment on column public.sources_health.sightings is 'How often it was seen in 14 days';
comment on column public.sources_health.last_seen_at is 'When it was seen last';
comment on column public.sources_health.usual_gap is 'The median time from one sighting to the next';
comment on column public.sources_health.last_hour is 'Sightings of the last hour';
comment on column public.sources_health.usual_per_hour is 'Sightings an hour over the 14 days';
comment on column public.sources_health.health is 'new, well, gone quiet or gone mad';
comment on column public.throughput.minute is 'The minute in which they finished';
comment on column public.throughput.deliveries is 'Files that finished';
comment on column public.throughput.quarantined is 'Those of them that could not be read';
comment on column public.throughput.bytes is 'Length of all of them';
comment on column public.throughput.took_p50 is 'The median time from claim to done';
comment on column public.throughput.took_p99 is 'The time that one in a hundred took longer than';
comment on column public.topics.code is 'As in article_tags where scheme is topic';
comment on column public.topics.top is 'The code of its top-level topic; its own where it is one';
comment on column public.topics.broader is 'The code of the topic above it; null at the top';
comment on column public.topics.label is 'In English';
comment on column public.topics.labels is 'By language: {"de": "...", "fr": "..."}';
comment on column public.places.code is 'As in article_tags where scheme is place';
comment on column public.places.label is 'Its usual name in English';
comment on column public.places.kind is 'What it is: country, state, city, sea, ...';
comment on column public.places.country is 'ISO 3166-1 alpha-2 of the country that it lies in';
comment on column public.places.subdivision is 'ISO 3166-2 code of the state or province, where there is one';
comment on column public.places.latitude is 'In degrees, north positive';
comment on column public.places.longitude is 'In degrees, east positive';
