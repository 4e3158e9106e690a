-- Tags come by the dozen an article, and a foreign key looks its article up for each of them anew.
-- The same promises, kept once a statement: no tag without its article, none that outlives it.

alter table desk.tag drop constraint tag_article_id_fkey;

create function desk.check_tagged() returns trigger
    language plpgsql as $$
begin
    -- whoever takes one of the articles away waits until the tags are committed, and takes them too
    if (select count(*) from (
            select from (select distinct article_id from new_tag) n
            join desk.article a using (article_id) for key share of a) kept)
       < (select count(distinct article_id) from new_tag)
    then
        raise foreign_key_violation using
            message = 'tag of an article that is not there', table = 'tag', schema = 'desk';
    end if;
    return null;
end
$$;
comment on function desk.check_tagged is 'The foreign key of desk.tag, looked up once an article';

create function desk.drop_tags() returns trigger
    language plpgsql as $$
begin
    delete from desk.tag t using old_article o where t.article_id = o.article_id;
    return null;
end
$$;
comment on function desk.drop_tags is 'The cascade of the foreign key of desk.tag';

create trigger tag_inserted after insert on desk.tag
    referencing new table as new_tag
    for each statement execute function desk.check_tagged();
create trigger tag_updated after update on desk.tag
    referencing new table as new_tag
    for each statement execute function desk.check_tagged();
create trigger article_deleted after delete on desk.article
    referencing old table as old_article
    for each statement execute function desk.drop_tags();
