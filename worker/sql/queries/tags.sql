-- Tags of stored articles: made anew by changed rules, and corrected by people.

-- name: stop_other_runs
-- A run of older rules may still be alive: from here on its `advance` moves nothing.
update desk.retag_run set state = 'overtaken', finished_at = clock_timestamp()
where state = 'running' and rules <> %(rules)s
returning run_id;

-- name: begin_run
-- Two that begin at once: the index retag_run_running lets one insert, the other works on its run.
insert into desk.retag_run (run_id, rules, first_id, reached_id, last_id, total)
select %(id)s, %(rules)s, r.first_id, r.first_id, r.last_id,
       (select count(*) from desk.article a
        where a.article_id > r.first_id and a.article_id <= r.last_id)
from (select f.first_id,
             coalesce((select article_id from desk.article order by article_id desc limit 1),
                      f.first_id) as last_id
      from (select coalesce(desk.smallest_id(%(since)s), %(zero)s) as first_id) f) r
on conflict do nothing;

-- name: running_run
select * from desk.retag_run
where state = 'running' and rules = %(rules)s
  and first_id = coalesce(desk.smallest_id(%(since)s), %(zero)s);

-- name: run
select * from desk.retag_run where run_id = %(id)s;

-- name: range
-- What a run would look at, without one.
select coalesce(desk.smallest_id(%(since)s), %(zero)s) as first_id,
       (select article_id from desk.article order by article_id desc limit 1) as last_id,
       (select count(*) from desk.article
        where article_id > coalesce(desk.smallest_id(%(since)s), %(zero)s)) as total;

-- name: next_ids
-- So many, or so many bytes of text, but one at least.
select article_id from (
    select article_id, sum(bytes) over (order by article_id) - bytes as before
    from (select article_id, octet_length(body) as bytes from desk.article
          where article_id > %(after)s and article_id <= %(last)s
          order by article_id limit %(most)s) page
) sized
where before < %(most_bytes)s
order by article_id;

-- name: tagged
select a.article_id, a.parser, a.uri, a.version, a.headline, a.bylines, a.byline_email,
       a.dateline_place, a.dateline_date, a.dateline_text, a.agency, a.source, a.section,
       a.slugline, a.credit_line, a.published_at, a.published_local, a.published_zone,
       a.published_text, a.modified_at, a.embargoed_until, a.language, a.ed_note, a.signals,
       a.urgency, a.pub_status, a.usage_terms, a.url, a.body, a.repeated_paragraphs, a.dropped,
       a.subjects, a.member, a.type, a.subheadline, a.abstract, a.located, a.genres,
       a.info_sources, a.expires_at, a.copyright_holder, a.copyright_notice,
       a.digital_source_type,
       (select coalesce(json_agg(t), '[]') from (
            select scheme, code, label, weight, top, method, because from desk.tag
            where article_id = a.article_id and origin = 'rule') t) as tags,
       array(select scheme || ':' || code from desk.tag_correction
             where article_id = a.article_id) as settled
from desk.article a
where a.article_id = any(%(ids)s)
order by a.article_id;

-- name: lock_free
-- Never waits while it holds something: who joins stories locks articles in no order of ids.
select article_id from desk.article where article_id = any(%(ids)s)
order by article_id for no key update skip locked;

-- name: lock_one
-- Whoever changes the tags of an article holds its row, so that each sees what the other did.
select article_id from desk.article where article_id = %(id)s for no key update;

-- name: existing
select article_id from desk.article where article_id = any(%(ids)s);

-- name: advance
-- The fence: moves only from where this process saw the run, in the transaction that writes what
-- lies between. Of two at once one comes second, finds it moved, and writes nothing.
update desk.retag_run
set reached_id = %(reached)s, articles = articles + %(articles)s, changed = changed + %(changed)s,
    moved_at = clock_timestamp()
where run_id = %(id)s and state = 'running' and reached_id = %(expected)s
returning *;

-- name: end_run
update desk.retag_run
set state = 'done', finished_at = clock_timestamp(), moved_at = clock_timestamp()
where run_id = %(id)s and state = 'running' and reached_id = %(expected)s
returning *;

-- name: clear_rule_tags
delete from desk.tag where article_id = any(%(ids)s) and origin = 'rule';

-- name: put_rule_tags
-- A correction that came while the rules were at work holds. What a model suggested and a rule now
-- says is the rule's.
insert into desk.tag (article_id, scheme, code, label, weight, top, method, because)
select r.article_id, r.scheme, r.code, r.label, r.weight, r.top, r.method, r.because
from json_to_recordset(%(tags)s::json)
    as r (article_id uuid, scheme text, code text, label text, weight real, top text, method text,
          because jsonb)
where not exists (
    select from desk.tag_correction c
    where c.article_id = r.article_id and c.scheme = r.scheme and c.code = r.code)
on conflict (article_id, scheme, code) do update
set label = excluded.label, weight = excluded.weight, top = excluded.top,
    method = excluded.method, because = excluded.because, origin = excluded.origin
where desk.tag.origin = 'model';

-- name: put_languages
update desk.article a
set language = r.language, search_config = c.config,
    search = desk.search_vector(c.config, a.headline, a.body)
from json_to_recordset(%(languages)s::json) as r (article_id uuid, language text)
cross join lateral (select desk.search_config(r.language) as config) c
where a.article_id = r.article_id and a.language is distinct from r.language;

-- name: put_tag_lists
update desk.article a set tags = l.tags
from (
    select i.article_id,
           array(select t.scheme || ':' || t.code from desk.tag t where t.article_id = i.article_id
                 order by t.weight desc, t.scheme, t.code) as tags
    from unnest(%(ids)s::uuid[]) as i (article_id)
) l
where a.article_id = l.article_id and a.tags <> l.tags;

-- name: correct
insert into desk.tag_correction (article_id, scheme, code, label, change, corrected_by)
values (%(id)s, %(scheme)s, %(code)s, %(label)s, %(change)s, %(by)s)
on conflict (article_id, scheme, code) do update
set label = excluded.label, change = excluded.change, corrected_by = excluded.corrected_by,
    corrected_at = clock_timestamp();

-- name: add_tag
-- What a rule or a model said before keeps its words; it is the person's now.
insert into desk.tag (article_id, scheme, code, label, weight, top, method, because, origin)
values (%(id)s, %(scheme)s, %(code)s, %(label)s, 1, %(top)s, 'person', '[]', 'person')
on conflict (article_id, scheme, code) do update
set weight = excluded.weight, method = excluded.method, origin = excluded.origin;

-- name: remove_tag
delete from desk.tag where article_id = %(id)s and scheme = %(scheme)s and code = %(code)s
returning label;

-- name: meaning
-- What a code is called: by the tables of reference, else by how it was used; `known` tells
-- whether a table that lists all codes of the scheme has it, null where there is none.
select coalesce(o.label, p.label, t.label) as label, o.top,
       case when %(scheme)s = 'topic' and exists (select from desk.topic) then o.code is not null
            when %(scheme)s = 'country' and exists (select from desk.place where kind = 'country')
                then p.label is not null end as known
from (select) one
left join desk.topic o on %(scheme)s = 'topic' and o.code = %(code)s
left join lateral (
    select label from desk.place
    where %(scheme)s = 'place' and code = %(code)s
       or %(scheme)s = 'country' and kind = 'country' and country = %(code)s
    limit 1) p on true
left join lateral (
    select label from desk.tag where scheme = %(scheme)s and code = %(code)s limit 1) t on true;

-- name: tags_of
select t.scheme, t.code, t.label, t.weight, t.top, t.method, t.because, t.origin,
       null as change, c.corrected_by, c.corrected_at
from desk.tag t
left join desk.tag_correction c using (article_id, scheme, code)
where t.article_id = %(id)s
union all
select c.scheme, c.code, c.label, null, null, null, '[]', null, c.change, c.corrected_by,
       c.corrected_at
from desk.tag_correction c
where c.article_id = %(id)s and c.change = 'removed'
order by 9 nulls first, 4 desc, 1, 2;
