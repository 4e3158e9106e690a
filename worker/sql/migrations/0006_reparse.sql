-- An index that can be made anew while workers run, and cheaper look-ups and verdicts.

-- The index of words as the planner sees it: a key stands for very many articles, whatever a sample
-- says, so that it reads the newest under a key in order and stops, where it would read and sort all
-- that a hot key has. And vacuumed often, so that look-ups need not leave the index.
create function desk.tune_posting(name text) returns void
    language plpgsql as $$
begin
    execute format('alter table desk.%I alter column key set (n_distinct = 10)', name);
    execute format('alter table desk.%I set (autovacuum_vacuum_insert_scale_factor = 0.02,'
                   ' autovacuum_analyze_scale_factor = 0.2)', name);
end
$$;
comment on function desk.tune_posting is 'Sets what a partition of the index needs beside its columns';

create or replace function desk.make_posting_month(month_start timestamptz) returns boolean
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
    perform desk.tune_posting(name);
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

alter table desk.posting alter column key set (n_distinct_inherited = 10, n_distinct = 10);
select desk.tune_posting(c.relname)
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'desk.posting'::regclass;

-- A verdict moves its row, which writes every index of the table once more. So those that only
-- serve what is matched hold nothing before: the dear ones, of words and tags, are written once.
drop index desk.article_search;
drop index desk.article_tags;
drop index desk.article_published;
drop index desk.article_story;
create index article_search on desk.article using gin (search) where matched_at is not null;
create index article_tags on desk.article using gin (tags) where matched_at is not null;
create index article_published on desk.article (published_at) where matched_at is not null;
create index article_story on desk.article (story_id) where story_id is not null;

-- what another algo made: found, and counted, without looking through all that this one made
create index article_algo on desk.article (algo);

create function desk.arrived(id uuid) returns timestamptz
    language sql immutable parallel safe
    return to_timestamp(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0);
comment on function desk.arrived is 'The moment that a UUIDv7 was made';

create table desk.reparse_run (
    run_id      uuid primary key,
    algo        text not null,
    every       boolean not null,
    matches     boolean not null,
    since_id    uuid not null,
    last_id     uuid not null,
    reached_id  uuid not null,
    step        text not null default 'rebuild'
                check (step in ('rebuild', 'match', 'done', 'overtaken')),
    total       bigint not null,
    articles    bigint not null default 0,
    rebuilt     bigint not null default 0,
    joined      bigint not null default 0,
    started_at  timestamptz not null default clock_timestamp(),
    finished_at timestamptz
);
comment on table desk.reparse_run is 'How far `copytaster reparse` came; what was stopped goes on from there';
comment on column desk.reparse_run.every is 'Also what the same algo made';
comment on column desk.reparse_run.matches is 'Relations are decided again when the index is made';
comment on column desk.reparse_run.reached_id is 'Everything up to here is done; also the fence, see `advance_reparse` in reindex.sql';
comment on column desk.reparse_run.total is 'Articles to look at, of both steps, when it began';
-- two that begin at once work on one run
create unique index reparse_run_running on desk.reparse_run (algo, every, matches, since_id)
    where step in ('rebuild', 'match');
