-- The same text of two sources that are known is two articles, of which the later is a reprint.

alter table desk.article
    add column source_key text,
    add column reprinted_by text;
comment on column desk.article.source_key is 'The source, else the agency, by its usual name in words alone; null where neither is known, and of what was stored before there was this column';
comment on column desk.article.reprinted_by is 'The source_key of an article whose text another source had brought before; null of the first';

create function desk.same_print(
    by_source boolean, my_source text, their_source text, my_url text, their_url text
) returns boolean
    language sql immutable parallel safe
    return not by_source or my_source is null or their_source is null or my_source = their_source
        or coalesce(my_url = their_url, false);
comment on function desk.same_print is 'Whether two prints of one text and uri are one article, as core.reading.Print has it';

-- Who stores a text first is settled as before: reprinted_by is null of that one. Whoever comes second
-- waits for it, looks at its source, and settles by reprinted_by who stores the text of another.
drop index desk.article_identity;
create unique index article_identity
    on desk.article (text_sha256, md5(uri), md5(version), pub_status, md5(reprinted_by))
    nulls not distinct;
