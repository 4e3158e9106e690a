-- Run after every migration: the read-only role for people sees the views and nothing else.
do $$
begin
    if not exists (select from pg_roles where rolname = 'copytaster_reader')
       and (select rolcreaterole or rolsuper from pg_roles where rolname = current_user) then
        create role copytaster_reader nologin;
    end if;
    if exists (select from pg_roles where rolname = 'copytaster_reader') then
        -- a cluster's default privileges may have let it see the private tables as well
        revoke all on schema desk, desk_migration from copytaster_reader;
        revoke all on all tables in schema desk from copytaster_reader;
        revoke all on all tables in schema desk_migration from copytaster_reader;
        grant usage on schema public to copytaster_reader;
        grant select on public.articles, public.sightings, public.stories, public.story_timeline,
            public.duplicates, public.deliveries, public.rejections, public.quarantine_open,
            public.article_tags, public.article_furniture, public.article_subjects, public.tag_counts_daily,
            public.sources_health, public.throughput, public.related, public.co_tags,
            public.tag_corrections, public.topics, public.places to copytaster_reader;
        revoke execute on function public.search_articles(text, integer) from public;
        grant execute on function public.search_articles(text, integer) to copytaster_reader;
    end if;
end
$$;
