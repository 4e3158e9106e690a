-- The private tables. People query the views of schema public (0002_views.sql); tables may change.

create schema desk;
comment on schema desk is 'Copytaster''s private tables; query the views in schema public';

create table desk.delivery (
    delivery_id     uuid primary key,
    path_bytes      bytea not null,
    path            text not null,
    source_hint     text,
    lane            text not null check (lane in ('live', 'backlog')),
    state           text not null
                    check (state in ('claimed', 'queued', 'running', 'stored', 'done', 'quarantined')),
    attempt         integer not null default 0 check (attempt >= 0),
    failures        integer not null default 0 check (failures >= 0),
    postponements   integer not null default 0 check (postponements >= 0),
    alone           boolean not null default false,
    run             text,
    run_count       integer,
    session_pid     integer,
    session_start   timestamptz,
    lease_until     timestamptz,
    not_before      timestamptz,
    size_bytes      bigint not null default 0,
    file_sha256     bytea,
    next_position   integer not null default 0,
    article_count   integer not null default 0,
    rejection_count integer not null default 0,
    reason          text,
    detail          text,
    last_error      text,
    received_at     timestamptz not null default now(),
    started_at      timestamptz,
    stored_at       timestamptz,
    finished_at     timestamptz,
    dropped_at      timestamptz,
    check (state not in ('running', 'stored') or lease_until is not null),
    check (state not in ('done', 'quarantined') or finished_at is not null),
    check (state <> 'quarantined' or reason is not null),
    check (dropped_at is null or state = 'quarantined')
) with (fillfactor = 80);

comment on table desk.delivery is 'The ledger: one file dropped, from claim to done or quarantine; its own row for ever';
comment on column desk.delivery.path_bytes is 'Below the inbox, as the file system has it; any bytes';
comment on column desk.delivery.attempt is 'Fencing token: each run has its own, and a run that is not the newest writes nothing';
comment on column desk.delivery.failures is 'Runs that ended badly while the delivery was alone in its message';
comment on column desk.delivery.alone is 'Its batch failed whole before: it only comes in messages of one';
comment on column desk.delivery.run is 'The Celery task id of the newest run';
comment on column desk.delivery.run_count is 'How many deliveries that run took';
comment on column desk.delivery.session_pid is 'With session_start: the Postgres session of the newest run; gone means the run is over';
comment on column desk.delivery.lease_until is 'claimed: publishing is under way until then; running and stored: the run has the delivery until then';
comment on column desk.delivery.not_before is 'Postponed: something outside was away, or a run failed';
comment on column desk.delivery.next_position is 'Where reading goes on after chunks that were stored already';

-- the sweep and `status` look only at what is pending, which is a sliver of the table
create index delivery_pending on desk.delivery (state, received_at)
    where state in ('claimed', 'queued', 'running', 'stored');
create index delivery_quarantined on desk.delivery (finished_at)
    where state = 'quarantined' and dropped_at is null;
create index delivery_received on desk.delivery using brin (received_at);

create table desk.article (
    article_id          uuid primary key,
    text_sha256         bytea not null check (length(text_sha256) = 32),
    body_sha256         bytea not null check (length(body_sha256) = 32),
    algo                text not null,
    first_delivery_id   uuid not null references desk.delivery,
    first_position      integer not null,
    parser              text not null,
    uri                 text,
    version             text,
    headline            text,
    display_title       text not null,
    title_made          boolean not null,
    bylines             text[] not null default '{}',
    byline_email        text,
    dateline_place      text,
    dateline_date       date,
    dateline_text       text,
    agency              text,
    source              text,
    section             text,
    slugline            text,
    credit_line         text,
    published_at        timestamptz,
    published_local     timestamp,
    published_zone      text,
    published_text      text,
    modified_at         timestamptz,
    embargoed_until     timestamptz,
    language            text,
    ed_note             text,
    signals             text[] not null default '{}',
    urgency             smallint check (urgency between 1 and 9),
    pub_status          text not null check (pub_status in ('usable', 'withheld', 'canceled')),
    usage_terms         text,
    url                 text,
    body                text not null,
    word_count          integer not null,
    paragraph_count     integer not null,
    repeated_paragraphs integer not null,
    dropped             jsonb not null default '[]',
    tags                text[] not null default '{}',
    search_config       regconfig not null,
    search              tsvector not null,
    stored_at           timestamptz not null default now(),
    matched_at          timestamptz,
    story_id            uuid,
    relation            text
                        check (relation in ('original', 'duplicate', 'reprint', 'version', 'excerpt')),
    version_kind        text check (version_kind in ('correction', 'update', 'revision', 'kill')),
    matched_article_id  uuid references desk.article on delete set null,
    similarity          real,
    because             text,
    superseded_by       uuid references desk.article on delete set null,
    check ((matched_at is null) = (story_id is null)),
    check ((matched_at is null) = (relation is null))
);

comment on table desk.article is 'One parsed news item; the same item again is one more sighting';
comment on column desk.article.text_sha256 is 'Of the clean headline, dateline place and body';
comment on column desk.article.first_delivery_id is 'With first_position: the sighting that made it; every other one is a duplicate';
comment on column desk.article.published_local is 'As printed, where neither text nor source tells the zone';
comment on column desk.article.dropped is 'Furniture: [{text, rule}]';
comment on column desk.article.matched_at is 'Null between transaction 1 and 2';

-- Two processes that store the same text at the same moment settle it here: one inserts, the other
-- finds a conflict and adds only its sighting. md5 keeps long names below the index row limit.
create unique index article_identity
    on desk.article (text_sha256, md5(uri), md5(version), pub_status) nulls not distinct;
create index article_uri on desk.article (md5(uri)) where uri is not null;
create index article_first_delivery on desk.article (first_delivery_id);
create index article_story on desk.article (story_id);
create index article_search on desk.article using gin (search);
create index article_tags on desk.article using gin (tags);
create index article_published on desk.article (published_at);
create index article_matched on desk.article (matched_article_id) where matched_article_id is not null;
create index article_superseded on desk.article (superseded_by) where superseded_by is not null;
create index article_stored on desk.article (stored_at);

create table desk.tag (
    article_id uuid not null references desk.article on delete cascade,
    scheme     text not null,
    code       text not null,
    label      text not null,
    weight     real not null check (weight between 0 and 1),
    top        text,
    method     text not null,
    because    jsonb not null,
    primary key (article_id, scheme, code)
);
comment on table desk.tag is 'One statement about an article, with the rule and the words that made it';
create index tag_code on desk.tag (scheme, code);

create table desk.sighting (
    delivery_id uuid not null references desk.delivery,
    position    integer not null,
    article_id  uuid not null references desk.article,
    seen_at     timestamptz not null default now(),
    primary key (delivery_id, position)
);
comment on table desk.sighting is 'One time an article was seen; unique by delivery and position, so a second run adds nothing';
create index sighting_article on desk.sighting (article_id);

create table desk.rejection (
    delivery_id uuid not null references desk.delivery,
    position    integer not null,
    reason      text not null,
    detail      text not null,
    primary key (delivery_id, position)
);
comment on table desk.rejection is 'One position of a delivery that could not be read, and why';

create table desk.broker (
    one          boolean primary key default true check (one),
    broker_epoch text not null,
    broker_run   text not null,
    seen_at      timestamptz not null default now()
);
comment on table desk.broker is 'The broker as last seen: another epoch or run means that messages may be gone';

create function desk.search_config(language text) returns regconfig
    language sql immutable parallel safe
    return case split_part(lower(coalesce(language, '')), '-', 1)
        when 'ar' then 'arabic' when 'hy' then 'armenian' when 'eu' then 'basque'
        when 'ca' then 'catalan' when 'da' then 'danish' when 'nl' then 'dutch'
        when 'en' then 'english' when 'fi' then 'finnish' when 'fr' then 'french'
        when 'de' then 'german' when 'el' then 'greek' when 'hi' then 'hindi'
        when 'hu' then 'hungarian' when 'id' then 'indonesian' when 'ga' then 'irish'
        when 'it' then 'italian' when 'lt' then 'lithuanian' when 'ne' then 'nepali'
        when 'no' then 'norwegian' when 'nb' then 'norwegian' when 'nn' then 'norwegian'
        when 'pt' then 'portuguese' when 'ro' then 'romanian' when 'ru' then 'russian'
        when 'sr' then 'serbian' when 'es' then 'spanish' when 'sv' then 'swedish'
        when 'ta' then 'tamil' when 'tr' then 'turkish' when 'yi' then 'yiddish'
        else 'simple'
    end::regconfig;
comment on function desk.search_config is 'The text search configuration for a language; simple where Postgres 15 has none';
