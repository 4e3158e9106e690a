-- Counts the transactions that joined stories, so that one that has to wait for its turn knows
-- whether another came between.

create sequence desk.story_join;
comment on sequence desk.story_join is 'Moved on by each transaction that joins stories, while it holds their lock';
-- called once: only from then on does last_value + 1 come next
select nextval('desk.story_join');
