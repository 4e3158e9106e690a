-- How often a delivery was really tried, apart from the fence, which moves on each time it changes hands.

-- so that no row of those taken once, which nearly all are, has to be written
alter table desk.delivery add column tries integer not null default 1 check (tries >= 0);
alter table desk.delivery alter column tries set default 0;
-- what is known of the others: the runs that ended badly, and the one that ended it
update desk.delivery
set tries = failures + (state not in ('claimed', 'queued')
                        and coalesce(reason, '') not in ('timeout', 'crashed'))::integer
where attempt <> 1;
comment on column desk.delivery.tries is 'Runs that worked on it, also those that died; none that found something outside away';

create or replace view public.deliveries as
select
    d.delivery_id, d.path, d.source_hint, d.lane, d.state, d.reason, d.detail,
    d.tries as attempts, d.failures, d.postponements, d.last_error, d.size_bytes,
    encode(d.file_sha256, 'hex') as file_sha256, d.article_count, d.rejection_count,
    d.received_at, d.started_at, d.stored_at, d.finished_at,
    d.finished_at - d.received_at as took, d.dropped_at, d.not_before, d.path_bytes
from desk.delivery d;

create or replace view public.quarantine_open as
select d.delivery_id, d.path, d.reason, d.detail, d.tries as attempts, d.last_error, d.size_bytes,
       d.received_at, d.finished_at
from desk.delivery d
where d.state = 'quarantined' and d.dropped_at is null;

comment on column public.deliveries.attempts is 'Runs that worked on it, in a batch or alone; waits for what was away do not count';
comment on column public.deliveries.failures is 'Those of them that ended badly while it was alone in its message, since it last came further';
comment on column public.quarantine_open.attempts is 'Runs that worked on it, in a batch or alone; waits for what was away do not count';
