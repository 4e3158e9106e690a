-- Tables in which people look codes up; filled by `copytaster migrate`, one process at a time.

-- name: filled
select name, checksum from desk.reference;

-- name: note_filled
insert into desk.reference (name, checksum) values (%(name)s, %(checksum)s)
on conflict (name) do update set checksum = excluded.checksum, filled_at = clock_timestamp();

-- name: clear_topics
delete from desk.topic;

-- name: fill_topics
insert into desk.topic (code, top, broader, label, labels)
select r.code, r.top, r.broader, r.label, r.labels
from json_to_recordset(%(rows)s::json)
    as r (code text, top text, broader text, label text, labels jsonb);

-- name: clear_places
delete from desk.place;

-- name: fill_places
insert into desk.place (code, label, kind, country, subdivision, latitude, longitude)
select r.code, r.label, r.kind, r.country, r.subdivision, r.latitude, r.longitude
from json_to_recordset(%(rows)s::json)
    as r (code text, label text, kind text, country text, subdivision text, latitude real,
          longitude real);
