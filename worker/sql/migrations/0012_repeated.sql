-- The file that a reprint repeats is that of the article it was matched with, not its own.

create or replace view public.duplicates as
select s.path, s.delivery_id, s.position, s.seen_at, s.article_id, first.path as first_path,
       s.relation, s.matched_article_id, s.because
from public.sightings s
join desk.article repeated on repeated.article_id = coalesce(s.matched_article_id, s.article_id)
join desk.delivery first on first.delivery_id = repeated.first_delivery_id
where s.relation in ('duplicate', 'reprint');
